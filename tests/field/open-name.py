import boto3, sys
endpoint_name = sys.argv[1]
boto3.client("application-autoscaling").register_scalable_target(
    ServiceNamespace="sagemaker", ResourceId="endpoint/" + endpoint_name + "/variant/AllTraffic",
    ScalableDimension="sagemaker:variant:DesiredInstanceCount", MinCapacity=1, MaxCapacity=4)
