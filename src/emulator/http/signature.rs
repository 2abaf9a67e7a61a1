//! The caller, read from the form of the signature. The signature itself is not verified: any secret works.

use crate::emulator::{
    facts::refusals,
    model::{
        answer::Refusal,
        request::{DEFAULT_ACCOUNT, Place},
    },
};

/// The credential scope of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) access_key: String,
    pub(crate) region: String,
    pub(crate) service: String,
}

// === impl Signature ===

impl Signature {
    /// Reads the header `Authorization`.
    pub(crate) fn parse(header: Option<&str>) -> Result<Self, Refusal> {
        let missing = || Refusal::of(&refusals::NO_SIGNATURE, &[]);
        let header = header.ok_or_else(missing)?;
        let Some(parts) = header.strip_prefix("AWS4-HMAC-SHA256 ") else {
            return Err(missing());
        };
        let part = |name: &str| {
            let mut parts = parts.split(',').map(str::trim);
            parts
                .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
                .filter(|part| !part.is_empty())
                .ok_or_else(|| {
                    let text = format!(
                        "Authorization header requires '{name}' parameter. Authorization={header}"
                    );
                    Refusal::of(&refusals::HALF_SIGNATURE, &[&text])
                })
        };
        let credential = part("Credential")?;
        part("SignedHeaders")?;
        let signature = part("Signature")?;
        let well_formed =
            signature.len() == 64 && signature.bytes().all(|byte| byte.is_ascii_hexdigit());
        let scope: Vec<&str> = credential.split('/').collect();
        match (scope.as_slice(), well_formed) {
            ([access_key, date, region, service, "aws4_request"], true)
                if date.len() == 8 && !access_key.is_empty() && !region.is_empty() =>
            {
                Ok(Self {
                    access_key: (*access_key).to_owned(),
                    region: (*region).to_owned(),
                    service: (*service).to_owned(),
                })
            }
            _ => Err(Refusal::of(
                &refusals::HALF_SIGNATURE,
                &["Credential or Signature in the Authorization header is malformed."],
            )),
        }
    }

    /// Refuses a signature that was made for another service.
    pub(crate) fn for_service(&self, service: &str) -> Result<(), Refusal> {
        if self.service == service {
            return Ok(());
        }
        Err(Refusal::of(&refusals::WRONG_SERVICE, &[service]))
    }

    /// Where the caller is: an access key of twelve digits is the account's number.
    pub(crate) fn place(&self) -> Place {
        let key = &self.access_key;
        let names_account = key.len() == 12 && key.bytes().all(|byte| byte.is_ascii_digit());
        Place {
            account: if names_account { key } else { DEFAULT_ACCOUNT }.to_owned(),
            region: self.region.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::model::answer::Answer;

    fn header(credential: &str) -> String {
        let signature = "0".repeat(64);
        format!(
            "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host;x-amz-date, Signature={signature}"
        )
    }

    fn status_and_code(header: Option<&str>) -> (u16, String) {
        let answer = Answer::from(Signature::parse(header).unwrap_err());
        (answer.status, answer.code.unwrap())
    }

    #[test]
    fn the_scope_tells_key_region_and_service() {
        let header = header("test/20260101/eu-west-1/lambda/aws4_request");
        let signature = Signature::parse(Some(&header)).unwrap();
        assert_eq!(signature.access_key, "test");
        assert_eq!(signature.region, "eu-west-1");
        assert!(signature.for_service("lambda").is_ok());
        assert!(signature.for_service("sts").is_err());
        assert_eq!(signature.place().account, DEFAULT_ACCOUNT);
    }

    #[test]
    fn an_access_key_of_twelve_digits_is_the_account() {
        let header = header("123456789012/20260101/eu-west-1/lambda/aws4_request");
        let signature = Signature::parse(Some(&header)).unwrap();
        assert_eq!(signature.place().account, "123456789012");
    }

    #[test]
    fn without_a_signature_the_token_is_missing() {
        let missing = (403, "MissingAuthenticationTokenException".to_owned());
        assert_eq!(status_and_code(None), missing);
        assert_eq!(status_and_code(Some("Basic dTpw")), missing);
    }

    #[test]
    fn half_a_signature_is_incomplete() {
        let incomplete = (403, "IncompleteSignatureException".to_owned());
        for header in [
            "AWS4-HMAC-SHA256 nonsense".to_owned(),
            header("test/20260101/eu-west-1/lambda"),
            header("/20260101/eu-west-1/lambda/aws4_request"),
            header("test/20260101/eu-west-1/lambda/aws4_request").replace("000", "xyz"),
        ] {
            assert_eq!(status_and_code(Some(&header)), incomplete, "{header}");
        }
    }
}
