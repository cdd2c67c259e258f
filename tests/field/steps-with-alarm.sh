#!/bin/bash
set -e
ENDPOINT=rank
VARIANT=champion
RESOURCE="endpoint/$ENDPOINT/variant/$VARIANT"
COMMON="--service-namespace sagemaker"
aws application-autoscaling register-scalable-target --service-namespace sagemaker --resource-id "$RESOURCE" --scalable-dimension sagemaker:variant:DesiredInstanceCount --min-capacity 2 --max-capacity 10 --suspended-state DynamicScalingInSuspended=false,DynamicScalingOutSuspended=false,ScheduledScalingSuspended=true
ARN=$(aws application-autoscaling put-scaling-policy --policy-name out --service-namespace sagemaker --resource-id "$RESOURCE" --scalable-dimension sagemaker:variant:DesiredInstanceCount --policy-type StepScaling --step-scaling-policy-configuration '{"AdjustmentType":"ChangeInCapacity","Cooldown":60,"StepAdjustments":[{"MetricIntervalLowerBound":0,"ScalingAdjustment":2}]}' --query PolicyARN --output text)
aws cloudwatch put-metric-alarm --alarm-name slow --alarm-actions "$ARN" --metric-name ModelLatency --namespace AWS/SageMaker --extended-statistic p99 --dimensions Name=EndpointName,Value=$ENDPOINT Name=VariantName,Value=$VARIANT --period 60 --evaluation-periods 3 --threshold 500000 --comparison-operator GreaterThanThreshold --treat-missing-data notBreaching
aws sagemaker describe-endpoint --endpoint-name $ENDPOINT
pip install awscli
