variable "endpoint" {}
resource "aws_appautoscaling_target" "shop" {
  max_capacity       = max(4, 8)
  min_capacity       = 2
  resource_id        = "endpoint/${var.endpoint}/variant/AllTraffic"
  scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
  service_namespace  = "sagemaker"
}
