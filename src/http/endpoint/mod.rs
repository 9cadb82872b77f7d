//! The endpoints: parse, hand to a flow, answer. File = endpoint, function = method.

pub mod account;
pub mod account_email;
mod admin;
pub mod admin_api;
pub mod assets;
pub mod authorize;
pub mod check_session;
mod client_request;
pub mod consent;
pub mod device;
pub mod device_authorization;
mod entry;
pub mod factors;
mod form_page;
pub mod health;
pub mod home;
pub mod introspect;
pub mod language;
pub mod login;
pub mod logout;
pub mod metadata;
pub mod new_password;
mod purpose;
pub mod register;
pub mod revoke;
pub mod second_factor;
pub mod select_account;
mod signed_in;
pub mod signup;
pub mod token;
pub mod userinfo;

use super::docs;
use poem::{Route, get};

/// The pages and files, which the OpenAPI description does not have.
pub(super) fn pages() -> Route {
    let route = Route::new()
        .at("/", get(home::get))
        .at("/login", get(login::get).post(login::post))
        .at("/login/code", get(second_factor::get).post(second_factor::post))
        .at("/login/enrol", get(second_factor::get_enrol).post(second_factor::post_enrol))
        .at("/select-account", get(select_account::get).post(select_account::post))
        .at("/consent", get(consent::get).post(consent::post))
        .at("/device", get(device::get).post(device::post))
        .at("/switch-account", poem::post(logout::switch_account))
        .at("/logout", get(logout::get).post(logout::post))
        .at("/language", poem::post(language::post))
        .at("/check_session", get(check_session::page))
        .at("/account", get(account::get))
        .at("/account/disconnect", poem::post(account::disconnect))
        .at("/account/totp", get(factors::get).post(factors::enrol))
        .at("/account/totp/remove", poem::post(factors::remove))
        .at("/account/totp/forget", poem::post(factors::forget))
        .at("/account/recovery-codes", get(factors::get_recovery).post(factors::renew))
        .at("/account/profile", get(account::profile::get).post(account::profile::post))
        .at("/account/devices", get(account::devices::get))
        .at("/account/devices/sign-out", poem::post(account::devices::sign_out))
        .at("/account/devices/sign-out-others", poem::post(account::devices::sign_out_others))
        .at("/account/events", get(account::events::get))
        .at("/account/data", get(account::data::get))
        .at("/account/data/export", poem::post(account::data::export))
        .at("/account/data/delete", poem::post(account::data::delete))
        .at("/account/passkeys", get(account::passkeys::get).post(account::passkeys::post))
        .at("/account/passkeys/rename", poem::post(account::passkeys::rename))
        .at("/account/passkeys/remove", poem::post(account::passkeys::remove))
        .at("/openapi.json", get(metadata::openapi))
        .at("/assets/style.css", get(assets::style))
        .at("/assets/logo.svg", get(assets::logo))
        .at("/assets/passkeys.js", get(assets::passkeys))
        .at("/assets/check_session.js", get(check_session::script))
        .at("/docs", get(docs::page))
        .at("/docs/swagger-ui.css", get(docs::style))
        .at("/docs/swagger-ui.js", get(docs::bundle))
        .at("/docs/start.js", get(docs::start))
        .at("/docs/oauth2-redirect", get(docs::redirect_page))
        .at("/docs/oauth2-redirect.js", get(docs::redirect_script))
        .at("/metrics", get(health::metrics));
    admin::pages(self_service(route))
}

/// What people do with accounts by themselves.
fn self_service(route: Route) -> Route {
    route
        .at("/signup", get(signup::get).post(signup::post))
        .at("/signup/:token", get(signup::get_link).post(signup::post_link))
        .at("/forgot", get(new_password::get_forgot).post(new_password::post_forgot))
        .at("/reset/:token", get(new_password::get_reset).post(new_password::post_reset))
        .at("/invite/:token", get(new_password::get_invite).post(new_password::post_invite))
        .at("/account/password", get(new_password::get_change).post(new_password::post_change))
        .at("/account/email", get(account_email::get).post(account_email::post))
        .at("/account/email/verify", poem::post(account_email::verify))
        .at("/account/email/verify/:token", get(account_email::get_verify).post(account_email::post_verify))
        .at("/account/email/change/:token", get(account_email::get_change).post(account_email::post_change))
}
