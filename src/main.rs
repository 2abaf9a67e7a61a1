//! The one binary: a plugin when Terraform starts it, a command when a person does.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use terraform_provider_awslambda::{
    aws::{Aws, discover, steer},
    cli,
    cli::switch::Order,
    framework::schema::Attribute,
    plugin,
    protocol::Service,
};

const UNWRITABLE: &str = "could not write to standard output";

fn main() -> ExitCode {
    // Started by Terraform: read no arguments, and load only what serving needs.
    if plugin::is_plugin() {
        return plugin::run(Service::new(Aws));
    }
    command().unwrap_or_else(|error| {
        cli::screen::complain(&format!("Error: {error:#}"));
        ExitCode::FAILURE
    })
}

/// Runs the command of a person.
fn command() -> anyhow::Result<ExitCode> {
    let Some(command) = cli::Line::parse().command else {
        cli::introduce().context(UNWRITABLE)?;
        return Ok(ExitCode::SUCCESS);
    };
    let runtime = plugin::runtime()?;
    match command {
        cli::Command::Demo(arguments) => Ok(runtime.block_on(cli::demo::run(&arguments))),
        cli::Command::Emulator(arguments) => {
            runtime.block_on(cli::emulator::run(arguments))?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Discover(arguments) => {
            Ok(runtime.block_on(cli::discover::run(&arguments, &Lister))?)
        }
        cli::Command::Pause(arguments) => {
            runtime.block_on(cli::switch::run(Order::Pause, &arguments, &Steering))?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Resume(arguments) => {
            runtime.block_on(cli::switch::run(Order::Resume, &arguments, &Steering))?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Migrate(arguments) => Ok(cli::migrate::run(&arguments)?),
        cli::Command::Install(arguments) => {
            cli::install::run(&arguments)?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Version => {
            cli::version().context(UNWRITABLE)?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Completions { shell } => {
            cli::completions(shell).context(UNWRITABLE)?;
            Ok(ExitCode::SUCCESS)
        }
        cli::Command::Debug => {
            runtime.block_on(plugin::debug(Service::new(Aws), cli::address::SOURCE))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Hands the mappings of an account to the commands, which know no provider.
struct Lister;

impl cli::discover::Lister for Lister {
    fn rows(&self) -> Vec<Attribute> {
        discover::attributes()
    }

    async fn find(
        &self,
        query: &cli::discover::Query,
        seen: &(dyn Fn(usize) + Sync),
    ) -> Result<cli::discover::Findings, String> {
        let regions = match &query.regions[..] {
            _ if query.all_regions => discover::Regions::All,
            [] => discover::Regions::Home,
            names => discover::Regions::Named(names.to_vec()),
        };
        let query = discover::Query {
            profile: query.profile.clone(),
            regions,
            function: query.function.clone(),
            source: query.source.clone(),
        };
        let findings = discover::discover(&query, seen).await?;
        let regions = findings
            .regions
            .into_iter()
            .map(|it| cli::discover::Regional {
                region: it.region,
                found: it.found.map(|all| all.into_iter().map(found).collect()),
                failed: it.failed,
            });
        Ok(cli::discover::Findings {
            home: findings.home,
            regions: regions.collect(),
        })
    }
}

/// Hands pauses and resumptions to the commands.
struct Steering;

impl cli::switch::Switch for Steering {
    async fn switch(
        &self,
        order: Order,
        arguments: &cli::switch::Arguments,
        stop: impl Future<Output = ()> + Send + 'static,
        say: &(dyn Fn(String) + Send + Sync),
    ) -> Result<(), String> {
        let wanted = steer::Wanted {
            enabled: order == Order::Resume,
            mapping: arguments.mapping.clone(),
            region: arguments.region.clone(),
            profile: arguments.profile.clone(),
            endpoint: arguments.endpoint_url.clone(),
            limit: arguments.timeout,
        };
        steer::steer(&wanted, stop, say).await
    }
}

fn found(it: discover::Discovered) -> cli::discover::Found {
    cli::discover::Found {
        uuid: it.uuid,
        region: it.region,
        account: it.account,
        function: it.function,
        kind: it.kind.to_owned(),
        source: it.source,
        topic: it.topic,
        state: it.state,
        tags: it.tags,
        config: it.config,
    }
}
