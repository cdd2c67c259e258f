"""Holds exported documents against botocore, the AWS CLI and cfn-lint.

    python tests/tools/check_exports.py FOLDER

FOLDER holds what `dryscale export` wrote: *.json (a file a call, by its name), *.py, *.yaml (templates). Prints one line for
each thing that a tool refuses, and `tools: …` with what was there to be asked.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import botocore.session
import botocore.validate

SERVICES = {
    "application-autoscaling": ["RegisterScalableTarget", "PutScalingPolicy", "PutScheduledAction"],
    "cloudwatch": ["PutMetricAlarm"],
    "sagemaker": ["CreateModel", "CreateEndpointConfig", "CreateEndpoint", "CreateInferenceComponent"],
}


def kebab(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", name).lower()


def operation_of(path):
    found = [(s, n) for s, names in SERVICES.items() for n in names if path.name.startswith(kebab(n) + "-")]
    return max(found, key=lambda pair: len(pair[1]))


def by_botocore(session, path):
    service, name = operation_of(path)
    shape = session.get_service_model(service).operation_model(name).input_shape
    report = botocore.validate.ParamValidator().validate(json.loads(path.read_text()), shape)
    if report.has_errors():
        yield f"botocore: {path.name}: {report.generate_report()}"


def by_cli(path):
    service, name = operation_of(path)
    nowhere = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    command = ["aws", service, kebab(name), "--cli-input-json", f"file://{path}", "--endpoint-url", "http://127.0.0.1:9"]
    answer = subprocess.run(command, capture_output=True, text=True, env=nowhere)
    # The document is taken where the call gets as far as the dead endpoint.
    if "Could not connect" not in answer.stderr:
        yield f"aws: {path.name}: {answer.stderr.strip()}"


def by_boto3(path):
    """The script's calls, each judged as botocore judges before it sends."""
    import boto3

    session = botocore.session.get_session()
    refused = []

    class Client:
        def __init__(self, service):
            self.model = session.get_service_model(service)

        def __getattr__(self, method):
            name = "".join(word.capitalize() for word in method.split("_"))

            def call(**arguments):
                shape = self.model.operation_model(name).input_shape
                report = botocore.validate.ParamValidator().validate(arguments, shape)
                if report.has_errors():
                    refused.append(f"boto3: {name}: {report.generate_report()}")
                return {"PolicyARN": "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:x"}

            return call

    boto3.client = Client
    exec(compile(path.read_text(), path.name, "exec"), {})
    return refused


def main():
    folder = pathlib.Path(sys.argv[1])
    session = botocore.session.get_session()
    tools = ["botocore"]
    documents = sorted(folder.glob("*.json"))
    for path in documents:
        for line in by_botocore(session, path):
            print(line)
    if shutil.which("aws"):
        tools.append("aws")
        # One of each call: what a call takes was judged above, here it is the client's own reading.
        one_of_each = {operation_of(path): path for path in documents}.values()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for lines in pool.map(lambda path: list(by_cli(path)), one_of_each):
                for line in lines:
                    print(line)
    try:
        for path in sorted(folder.glob("*.py")):
            for line in by_boto3(path):
                print(line)
        tools.append("boto3")
    except ImportError:
        pass
    if shutil.which("cfn-lint"):
        tools.append("cfn-lint")
        answer = subprocess.run(["cfn-lint", "--format", "parseable", *map(str, sorted(folder.glob("*.yaml")))], capture_output=True, text=True)
        for line in answer.stdout.splitlines():
            if re.search(r":E\d", line):
                print(f"cfn-lint: {line}")
    print("tools:", ", ".join(tools))


main()
