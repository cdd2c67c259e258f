terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}

variable "max" { default = 8 }

locals {
  endpoint = "shop"
  variant  = "AllTraffic"
}

resource "aws_sagemaker_endpoint_configuration" "shop" {
  name = "${local.endpoint}-config"
  production_variants {
    variant_name           = local.variant
    model_name             = "ranker"
    initial_instance_count = 2
    instance_type          = "ml.g5.xlarge"
  }
}

resource "aws_sagemaker_endpoint" "shop" {
  name                 = local.endpoint
  endpoint_config_name = aws_sagemaker_endpoint_configuration.shop.name
  lifecycle { ignore_changes = [endpoint_config_name] }
}

resource "aws_appautoscaling_target" "shop" {
  max_capacity       = var.max
  min_capacity       = 2
  resource_id        = "endpoint/${aws_sagemaker_endpoint.shop.name}/variant/${local.variant}"
  scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
  service_namespace  = "sagemaker"
}

resource "aws_appautoscaling_policy" "keep_busy" {
  name               = "keep-busy"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.shop.resource_id
  scalable_dimension = aws_appautoscaling_target.shop.scalable_dimension
  service_namespace  = aws_appautoscaling_target.shop.service_namespace

  target_tracking_scaling_policy_configuration {
    predefined_metric_specification {
      predefined_metric_type = "SageMakerVariantInvocationsPerInstance"
    }
    target_value       = 600
    scale_in_cooldown  = 300
    scale_out_cooldown = 60
  }
}

resource "aws_appautoscaling_policy" "out" {
  name               = "out"
  resource_id        = aws_appautoscaling_target.shop.id
  scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
  service_namespace  = "sagemaker"
  step_scaling_policy_configuration {
    adjustment_type = "ChangeInCapacity"
    cooldown        = 60
    step_adjustment {
      metric_interval_lower_bound = "0"
      metric_interval_upper_bound = 50
      scaling_adjustment          = 1
    }
    step_adjustment {
      metric_interval_lower_bound = 50
      scaling_adjustment          = 2
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "busy" {
  alarm_name          = "busy"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  metric_name         = "CPUUtilization"
  namespace           = "/aws/sagemaker/Endpoints"
  period              = 60
  statistic           = "Average"
  threshold           = 150
  dimensions = {
    EndpointName = local.endpoint
    VariantName  = local.variant
  }
  alarm_actions = [aws_appautoscaling_policy.out.arn]
}

resource "aws_appautoscaling_scheduled_action" "sale" {
  name               = "sale"
  service_namespace  = "sagemaker"
  resource_id        = aws_appautoscaling_target.shop.resource_id
  scalable_dimension = aws_appautoscaling_target.shop.scalable_dimension
  schedule           = "cron(45 11 * * ? *)"
  timezone           = "America/New_York"
  scalable_target_action {
    min_capacity = 6
    max_capacity = 8
  }
}

resource "aws_s3_bucket" "models" { bucket = "models" }
