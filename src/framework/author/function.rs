//! Functions: values made of values, without configuration, clock, network or randomness.

use super::hidden::Hidden;
use crate::framework::{
    cell::{Cell, model::Model, tf::attribute},
    diagnostics::{Diagnostic, Diagnostics},
    schema::{Attribute, Life, Schema, spec::computed},
    value::{Value, path::Path},
};

/// A function of a provider: `provider::<provider>::<name>(…)`.
///
/// Its parameters are rows: a `required` one takes no null, an `optional` one does, and the rules of the
/// rows are checked before a call. The server answers unknown for arguments that are not wholly known, so a
/// call sees known values only. The same arguments must give the same result each time: a core compares.
pub trait Function: Send + Sync + 'static {
    /// Its parameters, in the order of a call.
    type Arguments: Model;
    /// Its result.
    type Result: Cell;

    /// Its name, without that of the provider.
    fn name(&self) -> &'static str;

    /// Its description with its result, in Markdown.
    fn doc(&self) -> &'static str;

    /// Its summary, in one line; the first paragraph of its documentation by default.
    fn summary(&self) -> &'static str {
        let doc = self.doc();
        doc.split_once("\n\n").map_or(doc, |(first, _)| first)
    }

    /// The result. An error at the name of a parameter is shown at that argument.
    fn call(&self, arguments: Self::Arguments) -> Result<Self::Result, Diagnostic>;
}

/// A [`Function`] whose types are hidden.
pub type AnyFunction = Hidden<dyn ErasedFunction>;

/// The methods of [`Function`], with values for models.
pub trait ErasedFunction: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Its summary, in one line.
    fn summary(&self) -> &'static str;
    /// Its parameters as the rows of an object, with its documentation.
    fn parameters(&self) -> Schema;
    /// Its result, as a row.
    fn result(&self) -> Attribute;
    /// The result.
    fn call(&self, arguments: Value) -> Result<Value, Diagnostic>;
}

// === impl ErasedFunction ===

impl<F: Function> ErasedFunction for F {
    fn name(&self) -> &'static str {
        self.name()
    }

    fn summary(&self) -> &'static str {
        self.summary()
    }

    fn parameters(&self) -> Schema {
        Schema::of::<F::Arguments>(0, self.doc())
    }

    fn result(&self) -> Attribute {
        attribute::<F::Result>("result", "", Life::Reported, computed())
    }

    fn call(&self, arguments: Value) -> Result<Value, Diagnostic> {
        let mut found = Diagnostics::new();
        let arguments = F::Arguments::decode(arguments, &Path::root(), &mut found);
        match found.into_iter().next() {
            Some(diagnostic) => Err(diagnostic),
            None => Ok(Function::call(self, arguments)?.encode()),
        }
    }
}
