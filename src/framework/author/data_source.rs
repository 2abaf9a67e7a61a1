//! Data sources: what exists, read for a configuration.

use std::{collections::BTreeMap, future::Future};

use futures_util::future::{BoxFuture, FutureExt as _};

use super::{
    hidden::Hidden,
    resource::{Call, Kept, Outcome, erased::Context},
};
use crate::framework::{
    cell::model::Model,
    diagnostics::{Diagnostic, Diagnostics},
    schema::{Attribute, Life, Schema, Shape, spec::computed},
    value::{Value, path::Path},
};

/// A data source.
///
/// Its block has the rows of [`Config`](Self::Config), which the user writes, and those of
/// [`Found`](Self::Found), which the provider fills in. A row that stands in both may be written, and is filled
/// in otherwise. The model of a resource can stand for `Found` as it is.
pub trait DataSource<C>: Send + Sync + 'static {
    /// The configuration.
    type Config: Model;
    /// The fields that the data source finds.
    type Found: Model;

    /// Its type name, `<provider>_<thing>`.
    fn name(&self) -> &'static str;

    /// Its description, in Markdown.
    fn doc(&self) -> &'static str;

    /// Rows of `Found` that the data source does not have.
    fn without(&self) -> &'static [&'static str] {
        &[]
    }

    /// Adds what is wrong with a configuration beyond the rules of the rows.
    fn validate(&self, _config: &Self::Config, _found: &mut Diagnostics) {}

    /// Finds the object. Nothing found is an error, or an empty list: a data source is never null.
    fn read(
        &self,
        call: Call<C, Self::Config>,
    ) -> impl Future<Output = Outcome<Self::Found>> + Send;
}

/// A [`DataSource`] whose models are hidden.
pub type AnyData<C> = Hidden<dyn ErasedData<C>>;

/// The methods of [`DataSource`], with values for models.
pub trait ErasedData<C>: Send + Sync {
    /// Its type name.
    fn name(&self) -> &'static str;
    /// Its schema.
    fn schema(&self) -> Schema;
    /// Finds what is wrong with a configuration.
    fn validate(&self, config: Value) -> Diagnostics;
    /// Reads what `with.config` asks for.
    fn read(&self, with: Context<C>) -> BoxFuture<'_, Outcome<Value>>;
}

/// Two models as one: the rows of both.
impl<A: Model, B: Model> Model for (A, B) {
    fn attributes() -> Vec<Attribute> {
        [A::attributes(), B::attributes()].concat()
    }
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self {
        let first = A::decode(value.clone(), path, found);
        (first, B::decode(value, path, found))
    }
    fn encode(&self) -> Value {
        match (self.0.encode(), self.1.encode()) {
            (Value::Object(mut first), Value::Object(second)) => {
                first.extend(second);
                Value::Object(first)
            }
            (first, _) => first,
        }
    }
    fn same(&self, other: &Self) -> bool {
        self.0.same(&other.0) && self.1.same(&other.1)
    }
    fn in_the_words_of(self, prior: &Self) -> Self {
        let first = self.0.in_the_words_of(&prior.0);
        (first, self.1.in_the_words_of(&prior.1))
    }
}

// === impl ErasedData ===

impl<C: Send + 'static, D: DataSource<C>> ErasedData<C> for D {
    fn name(&self) -> &'static str {
        self.name()
    }

    fn schema(&self) -> Schema {
        let mut config = D::Config::attributes();
        let without = self.without();
        let found = D::Found::attributes().into_iter();
        joined(
            &mut config,
            found.filter(|it| !without.contains(&it.name)).collect(),
        );
        Schema {
            version: 0,
            doc: self.doc().to_owned(),
            attributes: config,
        }
    }

    fn validate(&self, config: Value) -> Diagnostics {
        let mut found = Diagnostics::new();
        let config = D::Config::decode(config, &Path::root(), &mut found);
        if !found.has_errors() {
            DataSource::validate(self, &config, &mut found);
        }
        found
    }

    fn read(&self, with: Context<C>) -> BoxFuture<'_, Outcome<Value>> {
        let mut found = Diagnostics::new();
        let config = D::Config::decode(with.config, &Path::root(), &mut found);
        let call = Call::new(with.client, with.stop, config, Kept::default());
        async move {
            if let Some(diagnostic) = found.into_iter().next() {
                return Outcome::failed(diagnostic);
            }
            let read = DataSource::read(self, call).await;
            Outcome {
                state: read.state.map(|it| it.encode()),
                diagnostics: read.diagnostics,
            }
        }
        .boxed()
    }
}

/// Adds the rows of what is found to those that the user writes.
fn joined(config: &mut Vec<Attribute>, found: Vec<Attribute>) {
    for row in found {
        match config.iter_mut().find(|it| it.name == row.name) {
            Some(written) if !written.spec.required => {
                let spec = std::mem::replace(&mut written.spec, computed());
                written.spec = spec.or_computed();
            }
            Some(_) => {}
            None => config.push(reported(row)),
        }
    }
}

/// A row as the provider alone fills it in: without rules, and never a block, which only users write.
fn reported(row: Attribute) -> Attribute {
    let mut spec = computed();
    spec.sensitive = row.spec.sensitive;
    let shape = match row.shape {
        Shape::Block(nesting, inner) | Shape::Nested(nesting, inner) => {
            Shape::Nested(nesting, inner.into_iter().map(reported).collect())
        }
        plain @ Shape::Plain(_) => plain,
    };
    Attribute {
        shape,
        life: Life::Reported,
        spec,
        ..row
    }
}

/// The response to a core: the found fields, and the configuration as it was written. `None`: nothing is known yet.
pub(crate) fn answered(schema: &Schema, config: &Value, found: Option<Value>) -> Value {
    let mut found: Option<BTreeMap<String, Value>> = found.map(|it| match it {
        Value::Object(values) => values,
        _ => BTreeMap::new(),
    });
    Value::object(schema.attributes.iter().map(|row| {
        let written = config.attribute(row.name);
        let value = match &mut found {
            _ if !row.spec.computed || !written.is_null() => written.clone(),
            Some(found) => found.remove(row.name).unwrap_or(Value::Null),
            None => Value::UNKNOWN,
        };
        (row.name, value)
    }))
}

/// A data source that found nothing and did not say why: a bug of its author.
pub(crate) fn nothing(name: &str) -> Diagnostic {
    Diagnostic::bug(format!("The data source \"{name}\" has read nothing."))
}
