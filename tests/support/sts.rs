//! Answers of the Security Token Service.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::web::{Reply, Seen, Web};

/// The account of every caller.
pub(crate) const ACCOUNT: &str = "123456789012";

/// A service that gives a new key to each who asks, good for so long.
pub(crate) async fn sts(life: Duration) -> Web {
    let number = AtomicU64::new(0);
    Web::start(move |seen| answer(seen, &number, life)).await
}

/// What the service answers; `number` counts the sessions that it has made.
pub(crate) fn answer(seen: &Seen, number: &AtomicU64, life: Duration) -> Reply {
    let action = seen.parameter("Action").unwrap_or_default();
    let role = seen.parameter("RoleArn").unwrap_or_default();
    if role.ends_with("/forbidden") {
        return refusal("AccessDenied", "not authorized to perform: sts:AssumeRole");
    }
    let result = match action.as_str() {
        "GetCallerIdentity" => {
            format!(
                "<Arn>arn:aws:iam::{ACCOUNT}:user/me</Arn><UserId>me</UserId><Account>{ACCOUNT}</Account>"
            )
        }
        "AssumeRole" | "AssumeRoleWithWebIdentity" => {
            let number = number.fetch_add(1, Ordering::SeqCst);
            let account = role.split(':').nth(4).unwrap_or_default();
            format!(
                "<Credentials><AccessKeyId>ASIASESSION{number}</AccessKeyId><SecretAccessKey>hidden-\
                 session-secret</SecretAccessKey><SessionToken>hidden-session-token-{number}</SessionToken>\
                 <Expiration>{}</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::{account}:\
                 assumed-role/x/y</Arn><AssumedRoleId>AROA:y</AssumedRoleId></AssumedRoleUser>",
                time(SystemTime::now() + life)
            )
        }
        action => return refusal("InvalidAction", action),
    };
    let body = format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result>{result}\
         </{action}Result><ResponseMetadata><RequestId>some-id</RequestId></ResponseMetadata>\
         </{action}Response>"
    );
    Reply(200, "text/xml", body)
}

pub(crate) fn refusal(code: &str, message: &str) -> Reply {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>some-id</RequestId>\
         </ErrorResponse>"
    );
    Reply(403, "text/xml", body)
}

/// A time in RFC 3339, to the millisecond.
pub(crate) fn time(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap();
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    // Days since the year 0, in which March is the first month.
    let days = days + 719_468;
    let era = days / 146_097;
    let day = days % 146_097;
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{of_month:02}T{:02}:{:02}:{:02}.{:03}Z",
        seconds / 3600,
        seconds % 3600 / 60,
        seconds % 60,
        since.subsec_millis()
    )
}
