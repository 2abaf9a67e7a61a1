//! The RPCs for what this provider does not have.
//!
//! A core looks into the schema before it calls one of these, and finds nothing to call it for.

use tonic::{Code, Status};

use crate::support::host::{Host, rpc};
use crate::support::plugin::Settings;

const UNARY: [&str; 10] = [
    rpc!("ValidateEphemeralResourceConfig"),
    rpc!("OpenEphemeralResource"),
    rpc!("RenewEphemeralResource"),
    rpc!("CloseEphemeralResource"),
    rpc!("ValidateStateStoreConfig"),
    rpc!("ConfigureStateStore"),
    rpc!("LockState"),
    rpc!("UnlockState"),
    rpc!("GetStates"),
    rpc!("DeleteState"),
];

const STREAMS: [&str; 2] = [rpc!("ReadStateBytes"), rpc!("WriteStateBytes")];

#[tokio::test]
async fn each_says_that_it_is_not_there() {
    let host = Host::unconfigured(Settings::new(), std::time::Duration::ZERO).await;
    for path in UNARY {
        let answer: Result<(), Status> = host.connection.call(path, ()).await;
        assert_eq!(answer.unwrap_err().code(), Code::Unimplemented, "{path}");
    }
    for path in STREAMS {
        // Some refuse at once, and some where the first item would be.
        let status = match host.connection.stream::<(), ()>(path, ()).await {
            Err(status) => status,
            Ok(mut stream) => stream.message().await.unwrap_err(),
        };
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
    }
}
