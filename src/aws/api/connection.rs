//! How far a request came.

use super::error::causes::chain;

/// Whether a request certainly never left this machine: a name that does not resolve, a refused
/// connection, a certificate that is not trusted, a proxy that refuses.
pub(crate) fn never_left(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind;
    let refused = |it: &std::io::Error| {
        matches!(
            it.kind(),
            ErrorKind::ConnectionRefused
                | ErrorKind::HostUnreachable
                | ErrorKind::NetworkUnreachable
                | ErrorKind::AddrNotAvailable
        )
    };
    chain(error).any(|it| {
        it.downcast_ref::<std::io::Error>().is_some_and(refused)
            || [
                "dns error",
                "tcp connect error",
                "invalid peer certificate",
                "tunnel error",
            ]
            .iter()
            .any(|words| it.to_string().contains(words))
    })
}

/// Whether a connection was still being made: nothing was sent on it yet.
pub(crate) fn connecting(error: &(dyn std::error::Error + 'static)) -> bool {
    use hyper_util::client::legacy::Error;
    chain(error)
        .filter_map(|it| it.downcast_ref::<Error>())
        .any(Error::is_connect)
}
