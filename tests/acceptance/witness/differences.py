"""Every known difference between the emulator and moto, each asked of both.

Arguments: the endpoint of the emulator, and that of an account in moto in which everything is that a
call names, but the function nobody. Each row has the reason for the difference; a row that no longer
holds on either side fails, so that it is looked at.
"""

import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

EMULATOR, MOTO = sys.argv[1:]
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:jobs"
STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/events"
UNKNOWN = "00000000-1111-2222-3333-444444444444"


def connect(endpoint):
    config = Config(retries={"total_max_attempts": 1})
    return boto3.client("lambda", region_name="eu-west-1", endpoint_url=endpoint, config=config)


def outcome(call):
    """What a call comes to: its value, or the status of its refusal."""
    try:
        return call()
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"]


def create(client, **more):
    return client.create_event_source_mapping(**{"FunctionName": "work", "EventSourceArn": QUEUE, **more})


def arn(service, rest, account="123456789012"):
    return f"arn:aws:{service}:eu-west-1:{account}:{rest}"


def status(answer):
    return answer["ResponseMetadata"]["HTTPStatusCode"]


def removed(client, uuid):
    """Deletes, waiting where deleting has to wait; and whether it was gone at once."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            client.delete_event_source_mapping(UUID=uuid)
            break
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceInUseException":
                raise
            time.sleep(0.01)
    at_once = outcome(lambda: client.get_event_source_mapping(UUID=uuid)) == 404
    while outcome(lambda: client.get_event_source_mapping(UUID=uuid)) != 404:
        assert time.monotonic() < end, "it is not gone"
        time.sleep(0.01)
    return at_once


def with_mapping(ask, **more):
    """Asks about a mapping that is there and settled."""

    def asked(client):
        made = create(client, **more)
        end = time.monotonic() + 20
        while client.get_event_source_mapping(UUID=made["UUID"])["State"] not in ("Enabled", "Disabled"):
            assert time.monotonic() < end
            time.sleep(0.01)
        try:
            return outcome(lambda: ask(client, made))
        finally:
            for mapping in client.list_event_source_mappings()["EventSourceMappings"]:
                removed(client, mapping["UUID"])

    return asked


def refused(**more):
    def asked(client):
        made = outcome(lambda: create(client, **more))
        if isinstance(made, int):
            return made
        removed(client, made["UUID"])
        return "accepted"

    return asked


def forgets_destination(client, made):
    """An empty name is how a destination is taken away."""
    none = {"OnFailure": {"Destination": ""}}
    client.update_event_source_mapping(UUID=made["UUID"], DestinationConfig=none)
    shown = client.get_event_source_mapping(UUID=made["UUID"])
    return shown.get("DestinationConfig", {}).get("OnFailure", {}) == {}


def gone_at_once(client):
    return removed(client, create(client)["UUID"])


def position_of_a_stream(client):
    made = outcome(
        lambda: client.create_event_source_mapping(FunctionName="work", EventSourceArn=STREAM)
    )
    if isinstance(made, int):
        return made
    removed(client, made["UUID"])
    return made["StartingPosition"]


def defaults_of_a_queue(client, made):
    shown = client.get_event_source_mapping(UUID=made["UUID"])
    return len(set(shown) & {"MaximumBatchingWindowInSeconds", "FunctionResponseTypes"})


def pages(client, made):
    client.create_event_source_mapping(FunctionName="other", EventSourceArn=QUEUE)
    page = client.list_event_source_mappings(MaxItems=1)
    time.sleep(0.1)
    return len(page["EventSourceMappings"])


# What is asked; the emulator's answer; moto's; why they differ.
DIFFERENCES = [
    ("the status of a Create", with_mapping(lambda client, made: status(made)), 202, 201,
     "moto answers as for a thing that is there at once"),
    ("the state that Create answers", with_mapping(lambda client, made: made["State"]),
     "Creating", "Enabled", "moto knows no states on the way"),
    ("whether a deleted mapping is gone at once", gone_at_once, False, True,
     "moto knows no states on the way"),
    ("the state that an Update answers",
     with_mapping(lambda client, made: client.update_event_source_mapping(UUID=made["UUID"], BatchSize=5)["State"]),
     "Updating", "Enabled", "moto knows no states on the way"),
    ("why a mapping is in its state",
     with_mapping(lambda client, made: made["StateTransitionReason"]),
     "USER_INITIATED", "User initiated", "moto's text is not that of the recordings"),
    ("a second mapping of the same queue and function",
     with_mapping(lambda client, made: status(create(client))), 409, 201,
     "moto takes duplicates"),
    ("an Update of an unknown mapping",
     lambda client: outcome(lambda: status(client.update_event_source_mapping(UUID=UNKNOWN, Enabled=False))),
     404, 200, "moto answers an empty object"),
    ("a Delete of an unknown mapping",
     lambda client: outcome(lambda: status(client.delete_event_source_mapping(UUID=UNKNOWN))),
     404, 200, "moto answers an empty object"),
    ("a function that does not exist",
     lambda client: outcome(lambda: status(
         client.create_event_source_mapping(FunctionName="nobody", EventSourceArn=QUEUE))),
     400, 404, "moto answers as GetFunction does"),
    ("a stream without a position", position_of_a_stream, 400, "TRIM_HORIZON",
     "moto has a default where Lambda has none"),
    ("a position for a queue", refused(StartingPosition="LATEST"), 400, "accepted",
     "moto does not look at the kind of source"),
    ("large batches of a queue without a window", refused(BatchSize=11), 400, "accepted",
     "moto only checks FIFO queues"),
    ("a filter that is no pattern",
     refused(FilterCriteria={"Filters": [{"Pattern": "no json"}]}), 400, "accepted",
     "moto does not read patterns"),
    ("a destination on success",
     refused(DestinationConfig={"OnSuccess": {"Destination": QUEUE}}), 400, "accepted",
     "moto stores what it is given"),
    ("how many of two defaults Get answers for a queue", with_mapping(defaults_of_a_queue), 2, 0,
     "moto answers what was given"),
    ("the ARN of a function's alias",
     with_mapping(lambda client, made: made["FunctionArn"].rsplit(":", 1)[1], FunctionName="work:live"),
     "live", "work", "moto answers the function in place of the alias"),
    ("a function by account and name", refused(FunctionName="123456789012:function:work"), "accepted", 500,
     "moto does not know this form"),
    ("the time from which a stream is read",
     with_mapping(lambda client, made: "StartingPositionTimestamp" in made, EventSourceArn=STREAM,
                  StartingPosition="AT_TIMESTAMP", StartingPositionTimestamp=1767225600),
     True, False, "moto does not answer it"),
    ("a destination that is taken away",
     with_mapping(forgets_destination, EventSourceArn=STREAM, StartingPosition="LATEST",
                  DestinationConfig={"OnFailure": {"Destination": QUEUE}}),
     True, False, "moto keeps the empty name as one"),
    ("a queue of another account", refused(EventSourceArn=arn("sqs", "jobs", "999999999999")), "accepted", 400,
     "moto looks in the account of the caller alone"),
    ("a consumer of a stream",
     refused(EventSourceArn=arn("kinesis", "stream/events/consumer/c:1"), StartingPosition="LATEST"),
     "accepted", 400, "moto compares the ARN with that of the stream"),
    ("a cluster of MSK",
     refused(EventSourceArn=arn("kafka", "cluster/c/1-2"), Topics=["topic"], StartingPosition="LATEST"),
     "accepted", 400, "moto knows no Kafka"),
    ("a broker",
     refused(EventSourceArn=arn("mq", "broker:b:b-1"), Queues=["q"],
             SourceAccessConfigurations=[{"Type": "BASIC_AUTH", "URI": arn("secretsmanager", "secret:s")}]),
     "accepted", 400, "moto knows no brokers"),
    ("a cluster of DocumentDB",
     refused(EventSourceArn=arn("rds", "cluster:c"), StartingPosition="LATEST",
             DocumentDBEventSourceConfig={"DatabaseName": "d"},
             SourceAccessConfigurations=[{"Type": "BASIC_AUTH", "URI": arn("secretsmanager", "secret:s")}]),
     "accepted", 400, "moto knows no DocumentDB"),
    ("the size of a page of one", with_mapping(pages), 1, 2, "moto has no pages"),
    ("a list by the function's ARN",
     with_mapping(lambda client, made: len(
         client.list_event_source_mappings(FunctionName=made["FunctionArn"])["EventSourceMappings"])),
     1, 0, "moto compares the text of the name"),
]

wrong = []
for what, ask, emulated, of_moto, reason in DIFFERENCES:
    for name, endpoint, expected in [("the emulator", EMULATOR, emulated), ("moto", MOTO, of_moto)]:
        seen = ask(connect(endpoint))
        if seen != expected:
            wrong.append(f"{what} ({reason}): {name} was to answer {expected!r} and answers {seen!r}")
assert not wrong, "\n" + "\n".join(wrong)
print(f"{len(DIFFERENCES)} differences hold")
