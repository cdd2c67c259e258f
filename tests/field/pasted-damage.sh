$ aws application-autoscaling register-scalable-target --service-namespace sagemaker \
  --resource-id endpoint/churn/variant/AllTraffic --scalable-dimension sagemaker:variant:DesiredInstanceCount \ 
  --min-capacity1 --max-capacity3
$ aws application-autoscaling put-scaling-policy —policy-name “keep” --policy-type TargetTrackingScaling
  --resource-id endpoint/churn/variant/AllTraffic --service-namespace sagemaker
  --scalable-dimension sagemaker:variant:DesiredInstanceCount
  --target-tracking-scaling-policy-configuration ‘{“TargetValue”: 60, “PredefinedMetricSpecification”: {“PredefinedMetricType”: “SageMakerVariantInvocationsPerInstance”}}’
$ aws application-autoscaling put-scheduled-action --scheduled-action-name morning --schedule cron(0 8 * * ? *) --resource-id endpoint/churn/variant/AllTraffic --service-namespace sagemaker --scalable-dimension sagemaker:variant:DesiredInstanceCount --scalable-target-action MinCapacity=2,MaxCapacity=3
