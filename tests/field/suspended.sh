aws application-autoscaling register-scalable-target --service-namespace sagemaker --resource-id endpoint/a/variant/b --scalable-dimension sagemaker:variant:DesiredInstanceCount --min-capacity 1 --max-capacity 4
aws application-autoscaling register-scalable-target --service-namespace sagemaker --resource-id endpoint/a/variant/b --scalable-dimension sagemaker:variant:DesiredInstanceCount --suspended-state '{"DynamicScalingInSuspended": true, "DynamicScalingOutSuspended": false, "ScheduledScalingSuspended": false}'
aws application-autoscaling put-scaling-policyy --policy-name x
