"""Scaling as a colleague left it: a function, a loop, the environment."""
import os
import boto3

aas = boto3.Session(region_name="eu-west-1").client('application-autoscaling')
ENDPOINT = os.environ.get("ENDPOINT", "chat")
MINUTE = 60

def register(name, low=1, high=2 * 4):
    resource = "endpoint/{}/variant/{}".format(ENDPOINT, "AllTraffic")
    kwargs = {
        'ServiceNamespace': 'sagemaker',
        'ResourceId': resource,
        'ScalableDimension': 'sagemaker:variant:DesiredInstanceCount',
    }
    aas.register_scalable_target(MinCapacity=low, MaxCapacity=high, **kwargs)
    config = {'TargetValue': 5.0}
    config['PredefinedMetricSpecification'] = {
        'PredefinedMetricType':
            'SageMakerVariantConcurrentRequests'
            'PerModelHighResolution'}
    config["ScaleInCooldown"] = 5 * MINUTE
    aas.put_scaling_policy(PolicyName='concurrency', PolicyType='TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration=config, **kwargs)
    boto3.client("sagemaker").update_endpoint(EndpointName=ENDPOINT)

if __name__ == "__main__":
    for name in ["chat"]:
        register(name)
