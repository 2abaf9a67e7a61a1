"""Serves moto on a free loopback port, with a function, a queue, a stream and a table in it.

Prints one line of JSON (the endpoint and the ARNs) when it is ready, and ends with its standard input.
"""

import io
import json
import sys
import zipfile

import boto3
from moto.server import ThreadedMotoServer

REGION = "eu-west-1"

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
ENDPOINT = f"http://{host}:{port}"


def client(service):
    return boto3.client(service, region_name=REGION, endpoint_url=ENDPOINT)


policy = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    ],
}
role = client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(policy))
code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive:
    archive.writestr("index.py", "def handler(event, context): pass\n")
for name in ["work", "other"]:
    client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.12",
        Role=role["Role"]["Arn"],
        Handler="index.handler",
        Code={"ZipFile": code.getvalue()},
    )
sqs = client("sqs")
url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
kinesis = client("kinesis")
kinesis.create_stream(StreamName="events", ShardCount=1)
stream = kinesis.describe_stream(StreamName="events")["StreamDescription"]["StreamARN"]
table = client("dynamodb").create_table(
    TableName="t",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
)["TableDescription"]["LatestStreamArn"]
print(json.dumps({"endpoint": ENDPOINT, "queue": queue, "stream": stream, "table": table}), flush=True)
sys.stdin.read()
server.stop()
