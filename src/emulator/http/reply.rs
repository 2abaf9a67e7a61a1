//! How an answer goes over the wire: in one piece, in half, or in dribbles.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body as HttpBody, Bytes},
    http::{
        HeaderName, HeaderValue, Response,
        header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
    },
};
use futures_util::stream;

use crate::emulator::model::answer::{Answer, Body};

/// Pieces in which a slow body comes.
const PIECES: usize = 16;

/// How the body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    Whole,
    /// The first half, as if it were all.
    Half,
    /// Piece by piece over this time.
    Slow(Duration),
}

/// The answer as HTTP; `id` is the request's.
pub(crate) fn reply(answer: Answer, id: &str, pace: Pace) -> Response<HttpBody> {
    let (media_type, body) = match answer.body {
        Body::Empty => ("application/json", Vec::new()),
        Body::Json(body) => ("application/json", body.to_string().into_bytes()),
        Body::Xml(body) => ("text/xml", body.into_bytes()),
        Body::Html(body) => ("text/html", body.into()),
    };
    let body = Bytes::from(body);
    let slow_length = matches!(pace, Pace::Slow(_)).then_some(body.len());
    let body = match pace {
        Pace::Whole => HttpBody::from(body),
        Pace::Half => HttpBody::from(body.slice(..body.len() / 2)),
        Pace::Slow(over) => dribble(&body, over),
    };
    let mut response = Response::new(body);
    // A status from a scripted fault may be out of range.
    if let Ok(status) = answer.status.try_into() {
        *response.status_mut() = status;
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    let mut insert = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    insert(HeaderName::from_static("x-amzn-requestid"), id);
    if let Some(code) = &answer.code {
        insert(HeaderName::from_static("x-amzn-errortype"), code);
    }
    if let Some(length) = slow_length {
        // Without it, the pieces would be told apart in the body.
        insert(CONTENT_LENGTH, &length.to_string());
    }
    if let Some(seconds) = answer.retry_after {
        insert(RETRY_AFTER, &seconds.to_string());
    }
    response
}

fn dribble(body: &Bytes, over: Duration) -> HttpBody {
    let size = body.len().div_ceil(PIECES).max(1);
    let pieces: Vec<Bytes> = body.chunks(size).map(Bytes::copy_from_slice).collect();
    let pause = over / u32::try_from(pieces.len().max(1)).unwrap_or(u32::MAX);
    let pieces = stream::unfold(pieces.into_iter(), move |mut rest| async move {
        let piece = rest.next()?;
        tokio::time::sleep(pause).await;
        Some((Ok::<_, Infallible>(piece), rest))
    });
    HttpBody::from_stream(pieces)
}
