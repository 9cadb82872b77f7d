//! The pages about people.

use super::signed_in;
use crate::support::TestApp;

#[tokio::test]
async fn people_are_found_by_a_part_of_name_or_address_and_wildcards_are_letters() {
    let app = TestApp::new().await;
    let mut admin = signed_in(&app, "admin").await;
    for (search, found) in [("ALI", true), ("alice@example", true), ("bob", false), ("%25", false), ("_lice", false)] {
        let page = admin.get(&format!("/admin/users?q={search}")).await;
        assert_eq!(page.text.contains("<bdi>alice</bdi>"), found, "{search}: {page:?}");
    }
}
