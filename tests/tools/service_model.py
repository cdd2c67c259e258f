"""Writes src/aws/format/service_model.json: what botocore knows of the documents that dryscale reads and writes.

    python tests/tools/service_model.py > src/aws/format/service_model.json

Names, types, required members and constraints; no documentation text.
"""

import json
import sys

import botocore
import botocore.session

OPERATIONS = {
    "application-autoscaling": ["RegisterScalableTarget", "PutScalingPolicy", "PutScheduledAction"],
    "cloudwatch": ["PutMetricAlarm"],
    "sagemaker": ["CreateModel", "CreateEndpointConfig", "CreateEndpoint", "CreateInferenceComponent"],
}
# What describe-* calls answer about the same things.
DESCRIBED = {
    "RegisterScalableTarget": "ScalableTarget",
    "PutScalingPolicy": "ScalingPolicy",
    "PutScheduledAction": "ScheduledAction",
    "PutMetricAlarm": "MetricAlarm",
    "CreateModel": "DescribeModelOutput",
    "CreateEndpointConfig": "DescribeEndpointConfigOutput",
    "CreateEndpoint": "DescribeEndpointOutput",
    "CreateInferenceComponent": "DescribeInferenceComponentOutput",
}
CONSTRAINTS = ["min", "max", "pattern", "enum"]


def main():
    session = botocore.session.get_session()
    shapes, operations = {}, {}
    for service, names in OPERATIONS.items():
        model = session.get_service_model(service)

        def visit(shape, service=service):
            key = f"{service}.{shape.name}"
            if key in shapes:
                return key
            told = shapes[key] = {"type": shape.type_name}
            for word in CONSTRAINTS:
                if word in shape.metadata:
                    told[word] = shape.metadata[word]
            if shape.type_name == "structure":
                told["members"] = {name: visit(member) for name, member in shape.members.items()}
                if shape.required_members:
                    told["required"] = shape.required_members
            elif shape.type_name == "list":
                told["member"] = visit(shape.member)
            elif shape.type_name == "map":
                told["value"] = visit(shape.value)
            return key

        for name in names:
            operation = model.operation_model(name)
            described = model.shape_for(DESCRIBED[name])
            operations[name] = {
                "service": service,
                "input": visit(operation.input_shape),
                "described": visit(described),
            }
    told = {"botocore": botocore.__version__, "operations": operations, "shapes": shapes}
    json.dump(told, sys.stdout, separators=(",", ":"), sort_keys=False)
    sys.stdout.write("\n")


main()
