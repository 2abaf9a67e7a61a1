//! The scenes, played one after the other, each on what the one before left.

use std::time::Instant;

mod life;
mod many;
mod moving;
mod stage;

use super::{
    fault::{Failed, Fault},
    scenes::{self, Act, Played},
};

pub(super) use self::stage::Stage;

// === impl Stage ===

impl Stage<'_> {
    /// Plays all scenes that the CLI can play, and shows what they have shown.
    pub(super) async fn play(&self) -> Result<(), Failed> {
        self.screen.line(&scenes::listed(self.version));
        let mut played = Vec::new();
        for scene in scenes::playable(self.version) {
            let failed = |fault| Failed::new(scene.title, fault);
            if self.step && !played.is_empty() {
                self.key().await.map_err(failed)?;
            }
            self.screen.headline(scene.title);
            let (before, started) = (self.requests().len(), Instant::now());
            self.act(scene.act).await.map_err(failed)?;
            let done = Played {
                scene,
                calls: self.requests().len() - before,
                took: started.elapsed(),
            };
            self.screen.line(&done.line());
            played.push(done);
        }
        self.screen.headline("What was shown");
        self.screen.line(&scenes::table(&played));
        Ok(())
    }

    async fn act(&self, act: Act) -> Result<(), Fault> {
        match act {
            Act::Prepare => self.prepare().await,
            Act::Create => self.create().await,
            Act::PlanAgain => self.nothing_to_do().await,
            Act::Change => self.change_in_place().await,
            Act::Replace => self.replace().await,
            Act::Drift => self.repair_drift().await,
            Act::Mistake => self.catch_mistake().await,
            Act::Import => self.import().await,
            Act::Many => self.read_a_thousand().await,
            Act::Move => self.move_here().await,
            Act::Destroy => self.destroy().await,
        }
    }
}
