export COMPONENT=llama-chat
aws application-autoscaling register-scalable-target \
  --service-namespace sagemaker \
  --scalable-dimension sagemaker:inference-component:DesiredCopyCount \
  --resource-id inference-component/$COMPONENT \
  --min-capacity 0 --max-capacity 3
aws application-autoscaling put-scaling-policy \
  --policy-name wake-up \
  --service-namespace sagemaker \
  --scalable-dimension sagemaker:inference-component:DesiredCopyCount \
  --resource-id "inference-component/${COMPONENT}" \
  --policy-type StepScaling \
  --step-scaling-policy-configuration 'AdjustmentType=ChangeInCapacity,MetricAggregationType=Maximum,Cooldown=60,StepAdjustments=[{MetricIntervalLowerBound=0,ScalingAdjustment=1}]'
