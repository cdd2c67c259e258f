import boto3

# Names of the deployed endpoint
endpoint_name = "recommender"
variant_name = "AllTraffic"

client = boto3.client("application-autoscaling")
resource_id = f"endpoint/{endpoint_name}/variant/{variant_name}"

# 1. Register the endpoint as a scalable target
response = client.register_scalable_target(
    ServiceNamespace="sagemaker",
    ResourceId=resource_id,
    ScalableDimension="sagemaker:variant:DesiredInstanceCount",
    MinCapacity=1,
    MaxCapacity=10,
)

# 2. Target tracking
response = client.put_scaling_policy(
    PolicyName="Invocations-ScalingPolicy",
    ServiceNamespace="sagemaker",
    ResourceId=resource_id,
    ScalableDimension="sagemaker:variant:DesiredInstanceCount",
    PolicyType="TargetTrackingScaling",
    TargetTrackingScalingPolicyConfiguration={
        "TargetValue": 70.0,
        "PredefinedMetricSpecification": {
            "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance",
        },
        "ScaleInCooldown": 300,   # seconds
        "ScaleOutCooldown": 60,
    },
)

# 3. Steps for sudden load
step_policy = {
    "AdjustmentType": "ChangeInCapacity",
    "StepAdjustments": [
        {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 20, "ScalingAdjustment": 1},
        {"MetricIntervalLowerBound": 20, "ScalingAdjustment": 2},
    ],
    "Cooldown": 60,
}
common = dict(ServiceNamespace="sagemaker", ResourceId=resource_id,
              ScalableDimension="sagemaker:variant:DesiredInstanceCount")
client.put_scaling_policy(PolicyName="step-scaling", PolicyType="StepScaling",
                          StepScalingPolicyConfiguration=step_policy, **common)

# 4. More instances in the morning
client.put_scheduled_action(
    ScheduledActionName="morning",
    Schedule="cron(0 8 * * ? *)",
    ScalableTargetAction={"MinCapacity": 5, "MaxCapacity": 20},
    **common,
)
print(response)
