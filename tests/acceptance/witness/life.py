"""Drives the emulated API with boto3: argument 1 is its endpoint."""

import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
REGION = "eu-west-1"
ACCOUNT = "123456789012"


def connect(region=REGION, key=ACCOUNT):
    config = Config(parameter_validation=True, retries={"total_max_attempts": 1})
    return boto3.client(
        "lambda",
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id=key,
        aws_secret_access_key="secret",
        config=config,
    )


client = connect()


def arn(service, resource):
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


SECRET = arn("secretsmanager", "secret:s")
LOGIN = [{"Type": "BASIC_AUTH", "URI": SECRET}]
STREAM = {"StartingPosition": "LATEST"}
KAFKA = {"Topics": ["topic"], "StartingPosition": "TRIM_HORIZON"}

# Kind: what Create is given, what Update is given.
KINDS = {
    "Kinesis stream": (
        {"EventSourceArn": arn("kinesis", "stream/s"), **STREAM},
        {"ParallelizationFactor": 2, "MaximumRecordAgeInSeconds": 60},
    ),
    "Kinesis consumer": (
        {"EventSourceArn": arn("kinesis", "stream/s/consumer/c:1"), **STREAM},
        {"BisectBatchOnFunctionError": True},
    ),
    "DynamoDB stream": (
        {"EventSourceArn": arn("dynamodb", "table/t/stream/2026-01-01T00:00:00.000"), **STREAM},
        {"TumblingWindowInSeconds": 30, "MaximumRetryAttempts": 0},
    ),
    "SQS queue": (
        {"EventSourceArn": arn("sqs", "q"), "Tags": {"team": "a"}},
        {"ScalingConfig": {"MaximumConcurrency": 2}},
    ),
    "SQS FIFO queue": (
        {"EventSourceArn": arn("sqs", "q.fifo")},
        {"FunctionResponseTypes": ["ReportBatchItemFailures"]},
    ),
    "MSK": (
        {"EventSourceArn": arn("kafka", "cluster/c/1-2"), **KAFKA},
        {"ProvisionedPollerConfig": {"MinimumPollers": 1, "MaximumPollers": 3}},
    ),
    "self-managed Kafka": (
        {
            "SelfManagedEventSource": {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["b:2", "a:1"]}},
            "SourceAccessConfigurations": LOGIN,
            **KAFKA,
        },
        {"LoggingConfig": {"SystemLogLevel": "INFO"}},
    ),
    "ActiveMQ": (
        {
            "EventSourceArn": arn("mq", "broker:active:b-1"),
            "Queues": ["q"],
            "SourceAccessConfigurations": LOGIN,
        },
        {"MaximumBatchingWindowInSeconds": 5},
    ),
    "RabbitMQ": (
        {
            "EventSourceArn": arn("mq", "broker:rabbit:b-2"),
            "Queues": ["q"],
            "SourceAccessConfigurations": LOGIN + [{"Type": "VIRTUAL_HOST", "URI": "/"}],
        },
        {"BatchSize": 7},
    ),
    "DocumentDB": (
        {
            "EventSourceArn": arn("rds", "cluster:docs"),
            "StartingPosition": "LATEST",
            "DocumentDBEventSourceConfig": {"DatabaseName": "d"},
            "SourceAccessConfigurations": LOGIN,
        },
        {"DocumentDBEventSourceConfig": {"FullDocument": "UpdateLookup"}},
    ),
}


def status(answer):
    return answer["ResponseMetadata"]["HTTPStatusCode"]


def wait(uuid, states):
    end = time.monotonic() + 20
    while True:
        state = client.get_event_source_mapping(UUID=uuid)["State"]
        if state in states:
            return state
        assert time.monotonic() < end, f"still {state}"
        time.sleep(0.01)


def wait_until_gone(uuid):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            client.get_event_source_mapping(UUID=uuid)
        except client.exceptions.ResourceNotFoundException as error:
            assert error.response["Error"]["Message"], error
            return
        time.sleep(0.01)
    raise AssertionError("it is not gone")


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["Error"]["Message"], error
        return error.response
    raise AssertionError(f"{arguments} was not refused")


def includes(answer, expected, where):
    for name, value in expected.items():
        assert name in answer, f"{where}: {name} is missing in {answer}"
        if isinstance(value, dict):
            includes(answer[name], value, where)
        elif name == "KAFKA_BOOTSTRAP_SERVERS":
            assert answer[name] == sorted(value), (where, answer[name])
        else:
            assert answer[name] == value, (where, name, answer[name])


def live(kind, create, update):
    created = client.create_event_source_mapping(FunctionName="f:live", **create)
    uuid = created["UUID"]
    assert status(created) == 202, (kind, created)
    assert created["State"] == "Creating", (kind, created["State"])
    assert created["FunctionArn"].endswith(":function:f:live"), (kind, created)
    includes(created, {k: v for k, v in create.items() if k != "Tags"}, kind)
    response = refused(
        "ResourceConflictException",
        client.create_event_source_mapping,
        FunctionName="f:live",
        **create,
    )
    assert uuid in response["Error"]["Message"], (kind, response)
    wait(uuid, ["Enabled"])
    updated = client.update_event_source_mapping(UUID=uuid, **update)
    assert (status(updated), updated["State"]) == (202, "Updating"), (kind, updated)
    wait(uuid, ["Enabled"])
    includes(client.get_event_source_mapping(UUID=uuid), update, kind)
    assert client.update_event_source_mapping(UUID=uuid, Enabled=False)["State"] == "Disabling"
    wait(uuid, ["Disabled"])
    own = created["EventSourceMappingArn"]
    client.tag_resource(Resource=own, Tags={"a": "b", "c": "d"})
    client.untag_resource(Resource=own, TagKeys=["a", "never"])
    assert client.list_tags(Resource=own)["Tags"] == {**create.get("Tags", {}), "c": "d"}
    deleted = client.delete_event_source_mapping(UUID=uuid)
    assert (status(deleted), deleted["State"]) == (202, "Deleting"), (kind, deleted)
    wait_until_gone(uuid)


def pages():
    """250 mappings come in 3 pages, by boto3's own paginator, whatever the size of a page."""
    names = [f"f{number}" for number in range(250)]
    for name in names:
        client.create_event_source_mapping(FunctionName=name, EventSourceArn=arn("sqs", "many"))
    paginator = client.get_paginator("list_event_source_mappings")
    for size in [None, 100, 1000]:
        found = [page["EventSourceMappings"] for page in paginator.paginate(PaginationConfig={"PageSize": size})]
        assert [len(page) for page in found] == [100, 100, 50], [len(page) for page in found]
        functions = {item["FunctionArn"].rsplit(":", 1)[1] for page in found for item in page}
        assert functions == set(names)
    one = client.list_event_source_mappings(FunctionName="f7")["EventSourceMappings"]
    assert len(one) == 1 and "NextMarker" not in one
    by_source = paginator.paginate(EventSourceArn=arn("sqs", "other")).build_full_result()
    assert by_source["EventSourceMappings"] == []
    for item in paginator.paginate().build_full_result()["EventSourceMappings"]:
        wait(item["UUID"], ["Enabled"])
        client.delete_event_source_mapping(UUID=item["UUID"])
        last = item["UUID"]
    wait_until_gone(last)


def apart():
    """What is in one account and Region is not seen from another."""
    made = client.create_event_source_mapping(FunctionName="f", EventSourceArn=arn("sqs", "q"))
    for other in [connect(region="us-east-1"), connect(key="210987654321")]:
        assert other.list_event_source_mappings()["EventSourceMappings"] == []
        refused("ResourceNotFoundException", other.get_event_source_mapping, UUID=made["UUID"])
    wait(made["UUID"], ["Enabled"])
    client.delete_event_source_mapping(UUID=made["UUID"])
    wait_until_gone(made["UUID"])


def constraints():
    """Each bound of the model that boto3 carries is a bound of the emulator."""
    model = client.meta.service_model.operation_model("CreateEventSourceMapping").input_shape
    checked = 0
    for name, shape in model.members.items():
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        if shape.type_name == "integer":
            wrong = [low - 1, high + 1]
        elif getattr(shape, "enum", None):
            wrong = ["nonsense"]
        elif shape.type_name == "list" and high is not None and shape.member.type_name == "string":
            wrong = [(getattr(shape.member, "enum", None) or ["x1"])[:1] * (high + 1)]
        else:
            continue
        for value in wrong:
            arguments = {"FunctionName": "f", "EventSourceArn": arn("sqs", "q"), name: value}
            refused("ValidationException", unchecked.create_event_source_mapping, **arguments)
            checked += 1
    assert checked >= 14, checked


unchecked = boto3.client(
    "lambda",
    region_name=REGION,
    endpoint_url=ENDPOINT,
    config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
)

for kind, (create, update) in KINDS.items():
    live(kind, create, update)
pages()
apart()
constraints()
identity = boto3.client("sts", region_name=REGION, endpoint_url=ENDPOINT).get_caller_identity()
assert identity["Account"] == ACCOUNT, identity
print("done")
