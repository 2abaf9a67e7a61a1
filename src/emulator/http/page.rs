//! The page for a browser: what the emulator holds, as it changes. It only reads.
//!
//! Names, tags and errors come from callers, so the page shows them as text only. Its policy allows the
//! browser to run one script: the one that is served beside it.

use axum::{
    body::Body as HttpBody,
    http::{
        HeaderValue, Response,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file of the page, with its media type.
#[derive(Debug, Clone, Copy)]
pub(super) struct File {
    media_type: &'static str,
    text: &'static str,
}

/// The file at a path, if there is one.
pub(super) fn find(path: &str) -> Option<File> {
    let (media_type, text) = match path {
        "/" => ("text/html", include_str!("page/index.html")),
        "/_awslambda/page.js" => ("text/javascript", include_str!("page/page.js")),
        "/_awslambda/page.css" => ("text/css", include_str!("page/page.css")),
        _ => return None,
    };
    Some(File { media_type, text })
}

// === impl File ===

impl File {
    pub(super) fn reply(self) -> Response<HttpBody> {
        let mut response = Response::new(HttpBody::from(self.text));
        let headers = response.headers_mut();
        for (name, value) in [
            (CONTENT_TYPE, self.media_type),
            (CONTENT_SECURITY_POLICY, POLICY),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (REFERRER_POLICY, "no-referrer"),
            (CACHE_CONTROL, "no-cache"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls that make markup or code of a text.
    #[test]
    fn the_script_makes_no_markup_of_what_it_is_told() {
        let script = find("/_awslambda/page.js").unwrap().text;
        for forbidden in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "setAttribute",
            ".href",
            ".src",
        ] {
            assert!(!script.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn the_page_only_reads() {
        let script = find("/_awslambda/page.js").unwrap().text;
        assert_eq!(script.matches("fetch(").count(), 1);
        assert!(!script.contains("method:"));
        assert!(!POLICY.contains("unsafe"));
    }

    #[test]
    fn the_page_takes_all_it_needs_from_the_emulator() {
        let page = find("/").unwrap().text;
        for name in ["page.js", "page.css"] {
            let path = format!("/_awslambda/{name}");
            assert!(page.contains(&format!("=\"{path}\"")), "{path}");
            assert!(find(&path).is_some(), "{path}");
        }
        assert!(!page.contains("://"), "nothing is fetched from elsewhere");
        assert!(
            !page.contains("style=") && !page.contains(" on"),
            "the policy blocks it"
        );
    }
}
