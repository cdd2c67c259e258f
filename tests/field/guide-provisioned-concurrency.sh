aws application-autoscaling register-scalable-target \
    --service-namespace sagemaker \
    --resource-id endpoint/MyEndpoint/variant/MyVariant \
    --scalable-dimension sagemaker:variant:DesiredProvisionedConcurrency \
    --min-capacity 1 \
    --max-capacity 10
aws sagemaker create-endpoint-config --endpoint-config-name MyConfig --production-variants '[{"ModelName": "MyModel", "VariantName": "MyVariant", "ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 20, "ProvisionedConcurrency": 10}}]'
aws sagemaker create-endpoint --endpoint-name MyEndpoint --endpoint-config-name MyConfig
aws application-autoscaling put-scaling-policy --policy-name MyScalingPolicy --policy-type TargetTrackingScaling --resource-id endpoint/MyEndpoint/variant/MyVariant --service-namespace sagemaker --scalable-dimension sagemaker:variant:DesiredProvisionedConcurrency --target-tracking-scaling-policy-configuration '{"TargetValue": 0.5, "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantProvisionedConcurrencyUtilization"}}'
