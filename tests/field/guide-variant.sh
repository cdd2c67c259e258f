# Register the variant, then let AWS keep 70 invocations per minute and instance.
aws application-autoscaling register-scalable-target \
  --service-namespace sagemaker \
  --resource-id endpoint/MyEndpoint/variant/MyVariant \
  --scalable-dimension sagemaker:variant:DesiredInstanceCount \
  --min-capacity 1 \
  --max-capacity 8

cat > config.json <<'EOF'
{
  "TargetValue": 70,
  "PredefinedMetricSpecification":
  {
    "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
  }
}
EOF

aws application-autoscaling put-scaling-policy \
  --policy-name MyScalingPolicy \
  --policy-type TargetTrackingScaling \
  --resource-id endpoint/MyEndpoint/variant/MyVariant \
  --service-namespace sagemaker \
  --scalable-dimension sagemaker:variant:DesiredInstanceCount \
  --target-tracking-scaling-policy-configuration file://config.json
