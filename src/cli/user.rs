//! `user`.

use super::belonging::{self, BelongingArguments};
use super::{CliError, output};
use crate::app::App;
use crate::flow::Deps;
use crate::flow::admin::Actor;
use crate::flow::admin::user::{self, AddUser, UserFilter};
use crate::model::{Profile, Secret, User};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal};

#[derive(Debug, Args)]
pub struct ProfileArguments {
    /// Full name
    #[arg(long)]
    name: Option<String>,
    /// Given name
    #[arg(long)]
    given_name: Option<String>,
    /// Family name
    #[arg(long)]
    family_name: Option<String>,
    /// E-mail address
    #[arg(long)]
    email: Option<String>,
    /// Whether the address is known to be theirs
    #[arg(long)]
    email_verified: Option<bool>,
    /// Phone number
    #[arg(long)]
    phone_number: Option<String>,
    /// Language
    #[arg(long)]
    locale: Option<String>,
    /// Picture's address
    #[arg(long)]
    picture: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user; the password is read from standard input
    #[command(
        after_help = "Example: printf '%s' \"$PASSWORD\" | symbolon user add alice --email alice@example.com --admin"
    )]
    Add {
        /// User name
        username: String,
        /// Administers the provider
        #[arg(long)]
        admin: bool,
        /// Make the account without a password, so that nobody can sign in yet
        #[arg(long)]
        no_password: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        profile: ProfileArguments,
        #[command(flatten)]
        belonging: BelongingArguments,
    },
    /// List the users
    #[command(after_help = "Example: symbolon user list --search example.com --json")]
    List {
        /// Those with this part in the user name or e-mail address
        #[arg(long, value_name = "PART")]
        search: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a user
    #[command(after_help = "Example: symbolon user show alice")]
    Show {
        /// User name or e-mail address
        username: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a user
    #[command(after_help = "Example: symbolon user set alice --email new@example.com --email-verified true")]
    Set {
        /// User name or e-mail address
        username: String,
        /// Administers the provider
        #[arg(long)]
        admin: Option<bool>,
        #[command(flatten)]
        profile: ProfileArguments,
        #[command(flatten)]
        belonging: BelongingArguments,
    },
    /// Set a password, read from standard input; ends the user's sessions and tokens
    #[command(after_help = "Example: printf '%s' \"$PASSWORD\" | symbolon user password alice")]
    Password {
        /// User name or e-mail address
        username: String,
    },
    /// Print a link by which the user sets a password; it works once
    #[command(after_help = "Example: symbolon user invite alice")]
    Invite {
        /// User name or e-mail address
        username: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Switch an account off, which ends its sessions and tokens, or on again
    #[command(after_help = "Example: symbolon user disable alice")]
    Disable {
        /// User name or e-mail address
        username: String,
        /// Switch it on again
        #[arg(long)]
        undo: bool,
    },
    /// End all sessions and tokens of a user, or what the user gave one client, remembered consent included
    #[command(after_help = "Example: symbolon user revoke alice --client web")]
    Revoke {
        /// User name or e-mail address
        username: String,
        /// Only what this client was given
        #[arg(long, value_name = "CLIENT_ID")]
        client: Option<String>,
    },
    /// Remove a user's second factors: authenticator app, recovery codes, and what browsers remember
    #[command(after_help = "Example: symbolon user reset-factors alice")]
    ResetFactors {
        /// User name or e-mail address
        username: String,
    },
    /// Remove a user's passkeys; who has no password then needs an invitation
    #[command(after_help = "Example: symbolon user remove-passkeys alice")]
    RemovePasskeys {
        /// User name or e-mail address
        username: String,
    },
    /// Remove a user
    #[command(after_help = "Example: symbolon user remove alice")]
    Remove {
        /// User name or e-mail address
        username: String,
    },
}

pub async fn run(app: &App, command: UserCommand) -> Result<(), CliError> {
    execute(&app.deps(), command).await?;
    app.services.db.close().await;
    Ok(())
}

async fn execute(deps: &Deps, command: UserCommand) -> Result<(), CliError> {
    match command {
        UserCommand::Add { username, admin, no_password, json, profile, belonging } => {
            let password = if no_password { None } else { Some(read_password()?) };
            let mut command = AddUser { username, admin, password, ..AddUser::default() };
            apply(profile, &mut command.profile);
            let parts = (&mut command.groups, &mut command.roles, &mut command.attributes);
            belonging::apply_parts(belonging, parts);
            let added = user::add(deps, &Actor::Cli, command).await?;
            output::value(json, "subject", added.subject.as_str());
            if no_password && !json {
                eprintln!("`symbolon user invite {}` prints a link for the first password", added.username);
            }
        }
        UserCommand::List { search, json } => {
            let filter = UserFilter { search, after: None, limit: u32::MAX };
            let rows: Vec<_> = user::list(deps, &Actor::Cli, &filter).await?.iter().map(view).collect();
            output::table(json, &["username", "subject", "email", "admin", "disabled"], &rows);
        }
        UserCommand::Show { username, json } => {
            let found = user::show(deps, &Actor::Cli, &username).await?;
            let mut shown = view(&found);
            shown["profile"] = json!(found.profile);
            shown["groups"] = json!(found.groups);
            shown["roles"] = json!(found.all_roles());
            shown["attributes"] = json!(found.attributes);
            output::object(json, &shown);
        }
        UserCommand::Set { username, admin, profile, belonging } => {
            user::set(deps, &Actor::Cli, &username, |user| {
                user.admin = admin.unwrap_or(user.admin);
                apply(profile, &mut user.profile);
                belonging::apply(belonging, user);
            })
            .await?;
        }
        UserCommand::Password { username } => {
            user::set_password(deps, &Actor::Cli, &username, &read_password()?).await?;
        }
        UserCommand::Invite { username, json } => {
            output::value(json, "link", user::invite(deps, &Actor::Cli, &username).await?.expose());
        }
        UserCommand::Disable { username, undo } => {
            user::disable(deps, &Actor::Cli, &username, !undo).await?;
        }
        UserCommand::Revoke { username, client: None } => user::revoke(deps, &Actor::Cli, &username).await?,
        UserCommand::Revoke { username, client: Some(client) } => {
            user::revoke_client(deps, &Actor::Cli, &username, &client).await?;
        }
        UserCommand::ResetFactors { username } => {
            user::reset_factors(deps, &Actor::Cli, &username).await?;
        }
        UserCommand::RemovePasskeys { username } => {
            user::remove_passkeys(deps, &Actor::Cli, &username).await?;
        }
        UserCommand::Remove { username } => user::remove(deps, &Actor::Cli, &username).await?,
    }
    Ok(())
}

fn apply(arguments: ProfileArguments, profile: &mut Profile) {
    let texts = [
        (arguments.name, &mut profile.name),
        (arguments.given_name, &mut profile.given_name),
        (arguments.family_name, &mut profile.family_name),
        (arguments.email, &mut profile.email),
        (arguments.phone_number, &mut profile.phone_number),
        (arguments.locale, &mut profile.locale),
        (arguments.picture, &mut profile.picture),
    ];
    for (given, kept) in texts {
        if let Some(text) = given {
            *kept = Some(text).filter(|text| !text.is_empty());
        }
    }
    profile.email_verified = arguments.email_verified.unwrap_or(profile.email_verified);
}

/// The first line of standard input: a password in an argument would show in the list of processes.
fn read_password() -> Result<Secret<String>, CliError> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprint!("Password (shown as you type; pipe it in to hide it): ");
    }
    let mut line = String::new();
    input.lock().read_line(&mut line).map_err(|error| CliError::Failed(format!("standard input: {error}")))?;
    let password = Secret::new(line.trim_end_matches(['\r', '\n']).to_owned());
    if password.expose().is_empty() {
        return Err(CliError::Usage("no password came on standard input".to_owned()));
    }
    Ok(password)
}

fn view(user: &User) -> Value {
    json!({ "username": user.username, "subject": user.subject, "email": user.profile.email, "admin": user.admin,
        "disabled": user.disabled_at.is_some() })
}
