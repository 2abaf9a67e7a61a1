//! `GetCallerIdentity` of STS, by which a client looks whether its credentials are good.

use crate::emulator::model::{
    answer::{Answer, Body},
    request::{Place, Query},
};

/// Answers a form posted to `/`. The request id is part of the body here.
pub(crate) fn handle(place: &Place, body: &[u8], request_id: &str) -> Answer {
    let form = Query::parse(&String::from_utf8_lossy(body));
    match form.get("Action") {
        Some("GetCallerIdentity") => identity(place, request_id),
        Some(action) => error(
            400,
            "InvalidAction",
            &format!(
                "Could not find operation {} for version 2011-06-15",
                escape(action)
            ),
            request_id,
        ),
        None => error(
            400,
            "MissingAction",
            "The request has no Action.",
            request_id,
        ),
    }
}

fn identity(place: &Place, request_id: &str) -> Answer {
    let account = escape(&place.account);
    let partition = place.partition();
    xml(
        200,
        format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  \
               <GetCallerIdentityResult>\n    \
                 <Arn>arn:{partition}:iam::{account}:user/emulator</Arn>\n    \
                 <UserId>AIDAEMULATOREMULATORX</UserId>\n    \
                 <Account>{account}</Account>\n  \
               </GetCallerIdentityResult>\n  \
               <ResponseMetadata>\n    \
                 <RequestId>{request_id}</RequestId>\n  \
               </ResponseMetadata>\n\
             </GetCallerIdentityResponse>\n"
        ),
    )
}

/// An error that a test has ordered, in the form of the query protocol.
pub(crate) fn fault(status: u16, code: &str, message: &str, request_id: &str) -> Answer {
    error(status, &escape(code), &escape(message), request_id)
}

/// An error in the form of the query protocol; `message` is already escaped.
pub(crate) fn error(status: u16, code: &str, message: &str, request_id: &str) -> Answer {
    xml(
        status,
        format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  \
               <Error>\n    \
                 <Type>Sender</Type>\n    \
                 <Code>{code}</Code>\n    \
                 <Message>{message}</Message>\n  \
               </Error>\n  \
               <RequestId>{request_id}</RequestId>\n\
             </ErrorResponse>\n"
        ),
    )
}

fn xml(status: u16, body: String) -> Answer {
    Answer {
        status,
        code: None,
        retry_after: None,
        body: Body::Xml(body),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> (u16, String) {
        let place = Place {
            account: "123456789012".into(),
            region: "eu-west-1".into(),
        };
        let answer = handle(&place, body.as_bytes(), "some-id");
        let Body::Xml(body) = answer.body else {
            panic!("not XML")
        };
        (answer.status, body)
    }

    #[test]
    fn the_caller_learns_the_account() {
        let (status, body) = answer("Action=GetCallerIdentity&Version=2011-06-15");
        assert_eq!(status, 200);
        assert!(body.contains("<Account>123456789012</Account>"), "{body}");
        assert!(body.contains("<RequestId>some-id</RequestId>"), "{body}");
    }

    #[test]
    fn another_action_is_refused_and_cannot_break_the_xml() {
        let (status, body) = answer("Action=%3Cb%3E");
        assert_eq!(status, 400);
        assert!(body.contains("&lt;b&gt;"), "{body}");
    }
}
