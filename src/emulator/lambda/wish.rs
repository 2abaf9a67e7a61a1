//! The body of a Create or an Update, as typed fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::emulator::model::{
    answer::Refusal,
    fields::{ENABLED, FIELDS, FUNCTION, TAGS},
    function::Function,
    request::Request,
    shape::{self, Member, must_not_be_null},
    tag_set,
};

/// A request that keeps the constraints of the model.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) function: Option<Function>,
    pub(crate) enabled: Option<bool>,
    /// The settings that the call knows, without nulls and unknown members.
    pub(crate) given: Map<String, Value>,
    pub(crate) tags: BTreeMap<String, String>,
}

// === impl Wish ===

impl Wish {
    /// Reads the body of a Create or an Update: what the call does not know is left out, and every
    /// broken constraint of the model is reported at once.
    pub(crate) fn read(request: &Request, creating: bool) -> Result<Self, Refusal> {
        let body = request
            .json()
            .map_err(|error| Refusal::unreadable(&error))?;
        let Value::Object(body) = body else {
            return Err(Refusal::serialization("Unexpected field type"));
        };
        let mut broken = Vec::new();
        let mut read = |member: &Member| -> Result<Option<Value>, Refusal> {
            let path = shape::camel(member.name);
            let value = body.get(member.name).filter(|value| !value.is_null());
            value
                .map(|value| shape::read(&member.shape, value, &path, &mut broken))
                .transpose()
        };
        let name = read(&FUNCTION)?;
        let enabled = read(&ENABLED)?;
        let given_tags = if creating { read(&TAGS)? } else { None };
        let mut given = Map::new();
        for field in FIELDS.iter().filter(|field| creating || field.updatable) {
            if let Some(value) = read(&field.member)? {
                given.insert(field.member.name.to_owned(), value);
            }
        }
        let name = name.as_ref().and_then(Value::as_str);
        if creating && name.is_none() {
            broken.push(must_not_be_null("functionName"));
        }
        if let Some(name) = name
            && !name.contains(':')
            && name.len() > 64
        {
            broken.push(format!(
                "Value '{name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64"
            ));
        }
        if !broken.is_empty() {
            return Err(Refusal::validation(&broken));
        }
        Ok(Self {
            function: name.and_then(Function::parse),
            enabled: enabled.as_ref().and_then(Value::as_bool),
            tags: given_tags
                .map(tag_set::from_json)
                .transpose()?
                .unwrap_or_default(),
            given,
        })
    }
}
