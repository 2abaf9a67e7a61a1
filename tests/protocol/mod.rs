//! The provider as Terraform meets it: the real binary, its handshake, its services and its messages.

mod messages;

// These speak over Unix sockets and send signals. On Windows a plugin has neither.
#[cfg(unix)]
mod actions;
mod arguments;
#[cfg(unix)]
mod clocks;
#[cfg(unix)]
mod configure;
#[cfg(unix)]
mod credentials;
#[cfg(unix)]
mod data;
#[cfg(unix)]
mod debug;
#[cfg(unix)]
mod failures;
#[cfg(unix)]
mod functions;
#[cfg(unix)]
mod handshake;
#[cfg(unix)]
mod hostile;
#[cfg(unix)]
mod identity;
#[cfg(unix)]
mod imports;
#[cfg(unix)]
mod in_flight;
#[cfg(unix)]
mod life;
#[cfg(unix)]
mod lifetime;
#[cfg(unix)]
mod lists;
#[cfg(unix)]
mod logs;
#[cfg(unix)]
mod many;
#[cfg(unix)]
mod moves;
#[cfg(unix)]
mod network;
#[cfg(unix)]
mod one_cause;
#[cfg(unix)]
mod precedence;
mod printing;
#[cfg(unix)]
mod retries;
#[cfg(unix)]
mod run_log;
#[cfg(unix)]
mod schema;
#[cfg(unix)]
mod services;
#[cfg(unix)]
mod state;
#[cfg(unix)]
mod stop;
#[cfg(unix)]
mod tagging;
#[cfg(unix)]
mod tls;
#[cfg(unix)]
mod unserved;
