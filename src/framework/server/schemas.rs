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
    /// What it returns.
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

    /// What a core would refuse, or what would not work: each is a bug of the provider's author.
    pub(super) fn problems(&self) -> Diagnostics {
        let bug = |what: String| move |it| Diagnostic::bug(format!("The schema of {what}: {it}."));
        let mut found: Diagnostics = self
            .provider
            .problems_as_provider()
            .into_iter()
            .map(bug("the provider block".to_owned()))
            .collect();
        for (position, entry) in self.resources.iter().enumerate() {
            let name = entry.resource.name();
            let mut problems = entry.schema.problems();
            if !is_name(name) {
                problems.push("its name must have a-z, 0-9 and _ only".to_owned());
            }
            let before = &self.resources[..position];
            if before.iter().any(|it| it.resource.name() == name) {
                problems.push("another resource has its name".to_owned());
            }
            found.extend(problems.into_iter().map(bug(format!("\"{name}\""))));
            if let Some((schema, _)) = &entry.identity {
                let problems = schema.problems_as_identity().into_iter();
                found.extend(problems.map(bug(format!("the identity of \"{name}\""))));
            }
        }
        for (position, entry) in self.data.iter().enumerate() {
            let name = entry.data.name();
            let mut problems = entry.schema.problems();
            if !is_name(name) {
                problems.push("its name must have a-z, 0-9 and _ only".to_owned());
            }
            let before = &self.data[..position];
            if before.iter().any(|it| it.data.name() == name) {
                problems.push("another data source has its name".to_owned());
            }
            let problems = problems.into_iter();
            found.extend(problems.map(bug(format!("the data source \"{name}\""))));
        }
        for (list, schema) in &self.lists {
            let name = list.name();
            let mut problems = schema.problems();
            let of_it = |it: &&Entry<P::Client>| it.resource.name() == name;
            let resource = self.resources.iter().find(of_it);
            if resource.is_none_or(|it| it.identity.is_none()) {
                problems.push("no resource of its name has an identity".to_owned());
            }
            let problems = problems.into_iter();
            found.extend(problems.map(bug(format!("the list of \"{name}\""))));
        }
        for (position, (action, schema)) in self.actions.iter().enumerate() {
            let name = action.name();
            let mut problems = schema.problems();
            if !is_name(name) {
                problems.push("its name must have a-z, 0-9 and _ only".to_owned());
            }
            let before = &self.actions[..position];
            if before.iter().any(|it| it.0.name() == name) {
                problems.push("another action has its name".to_owned());
            }
            let problems = problems.into_iter();
            found.extend(problems.map(bug(format!("the action \"{name}\""))));
        }
        for (position, entry) in self.functions.iter().enumerate() {
            let name = entry.function.name();
            let mut problems = entry.parameters.problems();
            if !is_name(name) {
                problems.push("its name must have a-z, 0-9 and _ only".to_owned());
            }
            let before = &self.functions[..position];
            if before.iter().any(|it| it.function.name() == name) {
                problems.push("another function has its name".to_owned());
            }
            let problems = problems.into_iter();
            found.extend(problems.map(bug(format!("the function \"{name}\""))));
        }
        found
    }

    pub(super) fn entry(&self, name: &str) -> Result<&Entry<P::Client>, Diagnostic> {
        let known = &self.resources;
        known
            .iter()
            .find(|it| it.resource.name() == name)
            .ok_or_else(|| {
                let names: Vec<_> = known.iter().map(|it| it.resource.name()).collect();
                Diagnostic::error(
                    format!("Unknown resource type \"{}\"", shown(name)),
                    format!("This provider has: {}.", names.join(", ")),
                )
            })
    }

    pub(super) fn data_entry(&self, name: &str) -> Result<&DataEntry<P::Client>, Diagnostic> {
        let known = &self.data;
        known
            .iter()
            .find(|it| it.data.name() == name)
            .ok_or_else(|| {
                let names: Vec<_> = known.iter().map(|it| it.data.name()).collect();
                Diagnostic::error(
                    format!("Unknown data source \"{}\"", shown(name)),
                    format!("This provider has: {}.", names.join(", ")),
                )
            })
    }

    pub(super) fn list_entry(&self, name: &str) -> Result<&ListEntry<P::Client>, Diagnostic> {
        let known = &self.lists;
        known.iter().find(|it| it.0.name() == name).ok_or_else(|| {
            let names: Vec<_> = known.iter().map(|it| it.0.name()).collect();
            Diagnostic::error(
                format!("No list of \"{}\"", shown(name)),
                format!("This provider lists: {}.", names.join(", ")),
            )
        })
    }

    pub(super) fn action_entry(&self, name: &str) -> Result<&ActionEntry<P::Client>, Diagnostic> {
        let known = &self.actions;
        known.iter().find(|it| it.0.name() == name).ok_or_else(|| {
            let names: Vec<_> = known.iter().map(|it| it.0.name()).collect();
            Diagnostic::error(
                format!("Unknown action \"{}\"", shown(name)),
                format!("This provider has: {}.", names.join(", ")),
            )
        })
    }
}
