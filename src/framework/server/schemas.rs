//! The schemas of a provider, made once, and what is looked up in them.

use crate::framework::{
    author::{
        action::AnyAction, data_source::AnyData, function::AnyFunction, list_resource::AnyList,
        provider::Provider, resource::erased::AnyResource,
    },
    diagnostics::{Diagnostic, Diagnostics, shown},
    schema::{Attribute, Schema, problems::is_name},
    value::types::Type,
};

/// The schemas of a provider, and the resources that they are of.
#[derive(Debug)]
pub struct Schemas<P: Provider> {
    /// The provider block.
    pub provider: Schema,
    /// The resources, in the order of their provider.
    pub resources: Vec<Entry<P::Client>>,
    /// The data sources.
    pub data: Vec<DataEntry<P::Client>>,
    /// The lists, each with the schema of its block `config`.
    pub lists: Vec<ListEntry<P::Client>>,
    /// The actions, each with the schema of its block `config`.
    pub actions: Vec<ActionEntry<P::Client>>,
    /// The functions.
    pub functions: Vec<FunctionEntry>,
}

/// A resource and what its schema comes to.
#[derive(Debug)]
pub struct Entry<C> {
    /// The resource.
    pub resource: AnyResource<C>,
    /// Its schema.
    pub schema: Schema,
    /// The type of its values.
    pub ty: Type,
    /// The schema of its identity and the type of that, if it has one.
    pub identity: Option<(Schema, Type)>,
}

/// A data source and what its schema comes to.
#[derive(Debug)]
pub struct DataEntry<C> {
    /// The data source.
    pub data: AnyData<C>,
    /// Its schema.
    pub schema: Schema,
    /// The type of its values.
    pub ty: Type,
}

/// A list and the schema of its block `config`.
pub type ListEntry<C> = (AnyList<C>, Schema);

/// An action and the schema of its block `config`.
pub type ActionEntry<C> = (AnyAction<C>, Schema);

/// A function and its signature.
#[derive(Debug)]
pub struct FunctionEntry {
    /// The function.
    pub function: AnyFunction,
    /// Its parameters as the rows of an object, with its documentation.
    pub parameters: Schema,
    /// Its result.
    pub result: Attribute,
}

// === impl Schemas ===

impl<P: Provider> Schemas<P> {
    /// Those of `provider`.
    pub(super) fn of(provider: &P) -> Self {
        let things = provider.things();
        Self {
            provider: Schema::of::<P::Config>(0, provider.doc()),
            resources: things
                .resources
                .into_iter()
                .map(|resource| {
                    let schema = resource.schema();
                    Entry {
                        ty: schema.ty(),
                        schema,
                        identity: resource.identity_schema().map(|it| {
                            let ty = it.ty();
                            (it, ty)
                        }),
                        resource,
                    }
                })
                .collect(),
            data: things
                .data
                .into_iter()
                .map(|data| {
                    let schema = data.schema();
                    DataEntry {
                        ty: schema.ty(),
                        schema,
                        data,
                    }
                })
                .collect(),
            lists: things
                .lists
                .into_iter()
                .map(|list| {
                    let schema = list.schema();
                    (list, schema)
                })
                .collect(),
            actions: things
                .actions
                .into_iter()
                .map(|action| {
                    let schema = action.schema();
                    (action, schema)
                })
                .collect(),
            functions: things
                .functions
                .into_iter()
                .map(|function| FunctionEntry {
                    parameters: function.parameters(),
                    result: function.result(),
                    function,
                })
                .collect(),
        }
    }

    /// Problems of schemas that a core would refuse, or that would not work: each is a bug of the provider's author.
    pub(super) fn problems(&self) -> Diagnostics {
        let provider = self.provider.problems_as_provider();
        let mut found: Diagnostics = bugs("the provider block", provider).collect();
        let resources = self.resources.iter();
        let resources = resources.map(|it| (it.resource.name(), &it.schema));
        found.extend(of_kind("resource", resources));
        for entry in &self.resources {
            if let Some((schema, _)) = &entry.identity {
                let what = format!("the identity of \"{}\"", entry.resource.name());
                found.extend(bugs(&what, schema.problems_as_identity()));
            }
        }
        let data = self.data.iter().map(|it| (it.data.name(), &it.schema));
        found.extend(of_kind("data source", data));
        for (list, schema) in &self.lists {
            let name = list.name();
            let mut problems = schema.problems();
            let of_it = |it: &&Entry<P::Client>| it.resource.name() == name;
            let resource = self.resources.iter().find(of_it);
            if resource.is_none_or(|it| it.identity.is_none()) {
                problems.push("no resource of its name has an identity".to_owned());
            }
            found.extend(bugs(&format!("the list of \"{name}\""), problems));
        }
        let actions = self.actions.iter();
        found.extend(of_kind("action", actions.map(|it| (it.0.name(), &it.1))));
        let functions = self.functions.iter();
        let functions = functions.map(|it| (it.function.name(), &it.parameters));
        found.extend(of_kind("function", functions));
        found
    }

    pub(super) fn entry(&self, name: &str) -> Result<&Entry<P::Client>, Diagnostic> {
        let unknown = "Unknown resource type";
        named(&self.resources, |it| it.resource.name(), name, unknown)
    }

    pub(super) fn data_entry(&self, name: &str) -> Result<&DataEntry<P::Client>, Diagnostic> {
        named(&self.data, |it| it.data.name(), name, "Unknown data source")
    }

    pub(super) fn list_entry(&self, name: &str) -> Result<&ListEntry<P::Client>, Diagnostic> {
        named(&self.lists, |it| it.0.name(), name, "No list of")
    }

    pub(super) fn action_entry(&self, name: &str) -> Result<&ActionEntry<P::Client>, Diagnostic> {
        named(&self.actions, |it| it.0.name(), name, "Unknown action")
    }
}

/// The thing of this name, or an error that says which names there are.
fn named<'a, T>(
    known: &'a [T],
    name_of: impl Fn(&T) -> &'static str,
    name: &str,
    unknown: &str,
) -> Result<&'a T, Diagnostic> {
    let found = known.iter().find(|it| name_of(it) == name);
    found.ok_or_else(|| {
        let names: Vec<_> = known.iter().map(name_of).collect();
        Diagnostic::error(
            format!("{unknown} \"{}\"", shown(name)),
            format!("This provider has: {}.", names.join(", ")),
        )
    })
}

/// The problems of the names and the schemas of all things of a kind.
fn of_kind<'a>(
    kind: &str,
    things: impl Iterator<Item = (&'static str, &'a Schema)>,
) -> Vec<Diagnostic> {
    let (mut found, mut before) = (Vec::new(), Vec::new());
    for (name, schema) in things {
        let mut problems = schema.problems();
        if !is_name(name) {
            problems.push("its name must have a-z, 0-9 and _ only".to_owned());
        }
        if before.contains(&name) {
            problems.push(format!("another {kind} has its name"));
        }
        before.push(name);
        found.extend(bugs(&format!("the {kind} \"{name}\""), problems));
    }
    found
}

fn bugs(what: &str, problems: Vec<String>) -> impl Iterator<Item = Diagnostic> {
    let problems = problems.into_iter();
    problems.map(move |it| Diagnostic::bug(format!("The schema of {what}: {it}.")))
}
