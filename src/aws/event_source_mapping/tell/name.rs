//! The name that a resource has in the configuration. The protocol does not tell it, and an `import` block
//! that can be pasted needs it: so it is looked for in the files of the folder that Terraform works in,
//! which is the provider's, too. What is not certain is not said.

use std::{fs, iter::Peekable, str::Chars};

use crate::aws::event_source_mapping::table::EventSourceMapping;

const TYPE: &str = "awslambda_event_source_mapping";
/// No file of a configuration is longer, in bytes.
const LONGEST: u64 = 1 << 20;

/// The name of `mapping` in the configuration of the current folder, if only one can be meant.
pub(crate) fn of(mapping: &EventSourceMapping) -> Option<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(".").ok()? {
        let entry = entry.ok()?;
        let path = entry.path();
        let file = path.file_name()?.to_string_lossy();
        // Terraform does not read these, either.
        if file.starts_with('.') {
            continue;
        }
        // JSON could declare it as well, and is not read here.
        if file.ends_with(".tf.json") || file.ends_with(".tofu.json") {
            return None;
        }
        if file.ends_with(".tf") || file.ends_with(".tofu") {
            if entry.metadata().ok()?.len() > LONGEST {
                return None;
            }
            texts.push(fs::read_to_string(&path).ok()?);
        }
    }
    find(&texts, mapping)
}

/// The one resource of these files that `mapping` can be.
fn find(texts: &[String], mapping: &EventSourceMapping) -> Option<String> {
    let blocks: Vec<Block> = texts.iter().flat_map(|it| blocks(it)).collect();
    let mut possible = blocks.iter().filter(|it| it.can_be(mapping));
    let (it, None) = (possible.next()?, possible.next()) else {
        return None;
    };
    // Modules may hold others, of which nothing is seen here.
    let alone = blocks
        .iter()
        .all(|it| it.header.first().is_none_or(|it| it != "module"));
    let single = !["count", "for_each"].iter().any(|of| it.sets(of));
    (single && (alone || it.is(mapping))).then(|| it.header[2].clone())
}

/// A block at the top of a file.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    /// Its type and its labels.
    header: Vec<String>,
    /// Its arguments, with those values that are plain strings.
    arguments: Vec<(String, Option<String>)>,
}

/// What a configuration is made of, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    /// A string; nothing for one with expressions in it.
    Text(Option<String>),
    Sign(char),
}

// === impl Block ===

impl Block {
    fn sets(&self, argument: &str) -> bool {
        self.arguments.iter().any(|(name, _)| name == argument)
    }

    /// Whether an argument has this value: nothing when that cannot be told.
    fn has(&self, argument: &str, value: Option<&String>) -> Option<bool> {
        let set = self.arguments.iter().find(|(name, _)| name == argument);
        match set {
            Some((_, written)) => written.as_ref().map(|it| Some(it) == value),
            None => Some(value.is_none()),
        }
    }

    fn compare(&self, mapping: &EventSourceMapping) -> [Option<bool>; 2] {
        [
            self.has("function_name", mapping.function_name.known()),
            self.has("event_source_arn", mapping.event_source_arn.known()),
        ]
    }

    fn can_be(&self, mapping: &EventSourceMapping) -> bool {
        let ours = self.header.len() == 3 && self.header[..2] == ["resource", TYPE];
        ours && !self.compare(mapping).contains(&Some(false))
    }

    /// Whether it has both the function and the ARN of the source. What has no ARN may be anywhere.
    fn is(&self, mapping: &EventSourceMapping) -> bool {
        let named = mapping.event_source_arn.known().is_some();
        named && self.compare(mapping) == [Some(true); 2]
    }
}

/// The blocks at the top of a file.
fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut header = Vec::new();
    let mut arguments = Vec::new();
    let mut depth = 0;
    let tokens = tokens(text);
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('{' | '[' | '(') => depth += 1,
            Token::Sign('}' | ']' | ')') => {
                depth -= 1;
                if depth == 0 {
                    let (header, arguments) =
                        (std::mem::take(&mut header), std::mem::take(&mut arguments));
                    found.push(Block { header, arguments });
                }
            }
            Token::Word(it) | Token::Text(Some(it)) if depth == 0 => header.push(it.clone()),
            Token::Word(name) if depth == 1 && tokens.get(index + 1) == Some(&Token::Sign('=')) => {
                // More after a string would make it an expression, but for the next line.
                let value = match tokens.get(index + 2..index + 4) {
                    Some([Token::Text(value), Token::Sign('\n' | '}')]) => value.clone(),
                    _ => None,
                };
                arguments.push((name.clone(), value));
            }
            _ => {}
        }
    }
    found
}

fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(it) = rest.next() {
        match it {
            '"' => found.push(Token::Text(string(&mut rest))),
            '#' => skip_line(&mut rest),
            '/' if rest.peek() == Some(&'/') => skip_line(&mut rest),
            '/' if rest.peek() == Some(&'*') => {
                let mut last = ' ';
                rest.by_ref()
                    .find(|it| std::mem::replace(&mut last, *it) == '*' && *it == '/');
            }
            '<' if rest.peek() == Some(&'<') => {
                let line: String = rest.by_ref().take_while(|it| *it != '\n').collect();
                let end = line.trim_start_matches(['<', '-']).trim().to_owned();
                loop {
                    let line: String = rest.by_ref().take_while(|it| *it != '\n').collect();
                    if line.trim() == end || rest.peek().is_none() {
                        break;
                    }
                }
                found.extend([Token::Text(None), Token::Sign('\n')]);
            }
            it if it.is_alphanumeric() || it == '_' => {
                let mut word = String::from(it);
                while let Some(it) =
                    rest.next_if(|it| it.is_alphanumeric() || *it == '_' || *it == '-')
                {
                    word.push(it);
                }
                found.push(Token::Word(word));
            }
            ' ' | '\t' | '\r' => {}
            sign => found.push(Token::Sign(sign)),
        }
    }
    found
}

/// The rest of a line, without its end.
fn skip_line(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|it| *it != '\n').is_some() {}
}

/// The rest of a string, if it is a plain one.
fn string(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut plain = true;
    let mut text = String::new();
    // Inside of expressions are strings, too.
    let mut depth = 0;
    while let Some(it) = rest.next() {
        match it {
            '"' if depth == 0 => break,
            '"' => {
                string(rest);
            }
            '\\' if depth == 0 => {
                plain = false;
                rest.next();
            }
            // Two of them are one, and no expression.
            '$' | '%' if rest.peek() == Some(&it) => {
                plain = false;
                while rest.next_if_eq(&it).is_some() {}
                rest.next_if_eq(&'{');
            }
            '$' | '%' if rest.peek() == Some(&'{') => {
                plain = false;
                depth += 1;
                rest.next();
            }
            '{' if depth > 0 => depth += 1,
            '}' if depth > 0 => depth -= 1,
            it => text.push(it),
        }
    }
    plain.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::cell::Tf;

    fn mapping() -> EventSourceMapping {
        EventSourceMapping {
            function_name: Tf::Known("work".to_owned()),
            event_source_arn: Tf::Known("arn:q".to_owned()),
            ..EventSourceMapping::default()
        }
    }

    fn resource(name: &str, body: &str) -> String {
        format!("resource \"{TYPE}\" \"{name}\" {{\n{body}\n}}\n")
    }

    fn found(text: &str) -> Option<String> {
        find(&[text.to_owned()], &mapping())
    }

    const OURS: &str = "  function_name = \"work\"\n  event_source_arn = \"arn:q\"";
    const OTHER: &str = "  function_name = \"work\"\n  event_source_arn = \"arn:other\"";
    const OPEN: &str =
        "  function_name = aws_lambda_function.f.arn\n  event_source_arn = \"arn:q\"";

    #[test]
    fn the_only_resource_that_it_can_be_is_meant() {
        for text in [
            resource("it", OURS),
            resource("it", "function_name = var.f\n  event_source_arn = var.arn"),
            resource("it", OURS) + &resource("other", OTHER),
            resource("it", OPEN) + &resource("other", OTHER),
            resource("it", OURS) + "module \"m\" {\n  source = \"./m\"\n}\n",
            format!(
                "# resource {{\n/* {0} */\nlocals {{\n  a = \"${{\"}}\"}}\"\n}}\n{0}",
                resource("it", OURS)
            ),
            format!(
                "locals {{\n  a = <<-EOT\n  }} {{ \"\n  EOT\n}}\n{}",
                resource("it", OURS)
            ),
            resource(
                "it",
                &format!("{OURS} # comment\n  tags = {{ count = \"1\" }}"),
            ),
        ] {
            assert_eq!(found(&text).as_deref(), Some("it"), "{text}");
        }
    }

    #[test]
    fn nothing_is_said_where_it_is_not_certain() {
        for text in [
            String::new(),
            resource("it", OTHER),
            resource("one", OPEN) + &resource("two", OPEN),
            resource("it", OPEN) + "module \"m\" {\n  source = \"./m\"\n}\n",
            resource("it", &format!("{OURS}\n  count = 2")),
            resource("it", &format!("{OURS}\n  for_each = toset([])")),
            resource(
                "it",
                &OURS.replace("\"work\"", "\"a\" == var.f ? \"a\" : \"b\""),
            ) + &resource("b", OURS),
            resource("it", OURS).replace(TYPE, "aws_lambda_event_source_mapping"),
            resource("it", OURS).replace("resource", "data"),
        ] {
            assert_eq!(found(&text), None, "{text}");
        }
    }

    #[test]
    fn a_source_without_an_arn_may_be_one_of_a_module() {
        let own = EventSourceMapping {
            event_source_arn: Tf::Null,
            ..mapping()
        };
        let text = resource("it", "  function_name = \"work\"\n  topics = [\"a\"]");
        let found = |text: &str| find(&[text.to_owned()], &own);
        assert_eq!(found(&text).as_deref(), Some("it"));
        assert_eq!(found(&(text + "module \"m\" {\n}\n")), None);
    }

    #[test]
    fn what_is_no_configuration_breaks_nothing() {
        let alone = resource("it", OURS) + "{}\n[]\n()\n";
        assert_eq!(found(&alone).as_deref(), Some("it"));
        for text in [
            "\"", "\"${", "<<", "<<EOT\n", "/*", "}}}", "{{{", "resource", "a = \"\\",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
