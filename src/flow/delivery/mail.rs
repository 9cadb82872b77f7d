//! Mails. They may hold links that work like passwords: a body is sealed for its row, and neither it nor an address gets
//! into a log.

use super::{Attempt, queue};
use crate::flow::{Deps, FlowResult};
use crate::jose::SignError;
use crate::model::{Delivery, DeliveryKind, Mail, Receiver};
use crate::outbound::{Letter, MailError};
use crate::store::Tx;
use crate::view::MailPage;

/// The one server that all mail goes to.
fn server() -> Receiver {
    Receiver { kind: DeliveryKind::Mail, name: "server".to_owned() }
}

/// Queues a mail; where there is no way to send one, it is dropped.
///
/// # Errors
/// When the database fails.
pub async fn queue_mail(deps: &Deps, tx: &mut Tx, mail: &Mail) -> FlowResult<()> {
    if deps.services.post.is_none() {
        return Ok(());
    }
    let id = deps.row_id();
    let plain = serde_json::to_vec(mail).map_err(SignError::from)?;
    let body = deps.services.sealer.seal(&deps.services.random, &place(&id), &plain);
    Ok(queue(deps.unix(), tx, id, server(), body).await?)
}

/// Where a body is sealed for.
fn place(id: &str) -> String {
    format!("delivery/body/{id}")
}

pub(super) async fn send(deps: &Deps, delivery: &Delivery) -> Attempt {
    let opened = deps.services.sealer.open(&place(&delivery.id), &delivery.body);
    let Some(mail) = opened.ok().and_then(|plain| serde_json::from_slice::<Mail>(plain.expose()).ok()) else {
        return Attempt::Refused("the mail cannot be opened; the secret key is another".to_owned());
    };
    let Some(to) = &mail.to else { return Attempt::Unwanted };
    let (Some(post), Some(pages)) = (&deps.services.post, deps.services.pages.get()) else {
        return Attempt::Failed("this server does not send mail".to_owned());
    };
    let Some(page) = MailPage::new(pages, &deps.services.settings, &mail) else {
        return Attempt::Refused("a text of the mail is missing".to_owned());
    };
    let html = match pages.render(&page) {
        Ok(html) => html,
        Err(error) => return Attempt::Failed(error.to_string()),
    };
    let (id, subject, plain, at) = (&delivery.id, page.subject(), &page.plain(), delivery.created_at);
    let letter = Letter { id, to, subject, plain, html: &html, at };
    match post.send(letter).await {
        Ok(()) => Attempt::Delivered,
        Err(error @ MailError::Refused(_)) => Attempt::Refused(error.to_string()),
        Err(error) => Attempt::Failed(error.to_string()),
    }
}
