//! Serves a provider that a person started, for a debugger.

use std::io;

use serde_json::json;

use super::{
    environment::Environment,
    error::Error,
    handshake::VERSION,
    link::listen::Listener,
    logging::{self, Form, Levels},
    serve::{print, server},
    stop::{Signals, Stop},
};
use crate::protocol::tfplugin6::provider_server::Provider;

/// Serves `provider` to every Terraform that has its address, until Ctrl-C. Its log is for the person who started it:
/// Terraform does not read that of a process that it did not start.
///
/// Prints the variable that tells Terraform, to be pasted into another terminal; `address` is the provider's address,
/// such as `terraform.local/lambda/awslambda`. There is no TLS: the socket belongs to the user alone. One process serves
/// many runs, which each configure the provider again.
pub async fn debug<P: Provider>(provider: P, address: &str) -> Result<(), Error> {
    logging::install(Form::Plain, &Levels::from_process());
    // A setting of some host that started this one does not concern us.
    let listener = Listener::bind(&Environment::default()).await?;
    let mut signals = Signals::install().map_err(Error::Start)?;
    print(
        io::stdout(),
        &variable(
            address,
            std::process::id(),
            listener.network(),
            listener.address(),
        ),
    )?;

    let stop = Stop::new();
    let server = server(provider, listener, None, stop.clone());
    tokio::select! {
        result = server => result,
        result = tokio::signal::ctrl_c() => result.map_err(Error::Start),
        () = signals.ended() => Ok(()),
    }
}

fn variable(address: &str, pid: u32, network: &str, listening: &str) -> String {
    let attach = json!({
        address: {
            "Protocol": "grpc",
            "ProtocolVersion": VERSION,
            "Pid": pid,
            // Terraform must neither end nor kill this process.
            "Test": true,
            "Addr": { "Network": network, "String": listening },
        }
    });
    let prefix = if cfg!(windows) { "$env:" } else { "" };
    format!("{prefix}TF_REATTACH_PROVIDERS='{attach}'\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn the_variable_can_be_pasted_into_a_shell() {
        assert_eq!(
            variable(
                "terraform.local/lambda/awslambda",
                42,
                "unix",
                "/tmp/x/plugin"
            ),
            "TF_REATTACH_PROVIDERS='{\"terraform.local/lambda/awslambda\":{\"Addr\":{\"Network\":\"unix\",\
             \"String\":\"/tmp/x/plugin\"},\"Pid\":42,\"Protocol\":\"grpc\",\"ProtocolVersion\":6,\"Test\":true}}'\n"
        );
    }
}
