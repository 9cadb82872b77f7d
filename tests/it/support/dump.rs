//! The database from beside the program: raw statements, and everything that is stored.

use super::TestApp;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqlSafeStr, SqliteConnection};
use std::path::Path;
use symbolon::config::DatabaseUrl;

const SQLITE_TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table'";
const POSTGRES_TABLES: &str =
    "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'";

impl TestApp {
    /// Runs a statement that the program would not.
    pub async fn sql(&self, statement: &str) {
        let statement = AssertSqlSafe(statement.to_owned());
        match &self.app.services.settings.database.url {
            DatabaseUrl::Sqlite(path) => {
                sqlite(path).await.execute(statement).await.unwrap();
            }
            DatabaseUrl::Postgres(url) => {
                PgConnection::connect(url.expose()).await.unwrap().execute(statement).await.unwrap();
            }
        }
    }

    /// Lets the database read a statement without running it.
    pub async fn prepare(&self, statement: &str) -> Result<(), sqlx::Error> {
        let statement = AssertSqlSafe(statement.to_owned()).into_sql_str();
        match &self.app.services.settings.database.url {
            DatabaseUrl::Sqlite(path) => sqlite(path).await.prepare(statement).await.map(drop),
            DatabaseUrl::Postgres(url) => {
                PgConnection::connect(url.expose()).await.unwrap().prepare(statement).await.map(drop)
            }
        }
    }

    /// Every table with its rows as text.
    pub async fn dump(&self) -> Vec<(String, Vec<String>)> {
        match &self.app.services.settings.database.url {
            DatabaseUrl::Sqlite(path) => dump_sqlite(&mut sqlite(path).await).await,
            DatabaseUrl::Postgres(url) => dump_postgres(&mut PgConnection::connect(url.expose()).await.unwrap()).await,
        }
    }
}

async fn sqlite(path: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap()
}

async fn dump_sqlite(connection: &mut SqliteConnection) -> Vec<(String, Vec<String>)> {
    let mut dump = Vec::new();
    for table in connection.fetch_all(SQLITE_TABLES).await.unwrap() {
        let table: String = table.get(0);
        let columns =
            format!("SELECT group_concat('quote(' || name || ')', ' || '' '' || ') FROM pragma_table_info('{table}')");
        let columns: String = connection.fetch_one(AssertSqlSafe(columns)).await.unwrap().get(0);
        let rows = connection.fetch_all(AssertSqlSafe(format!("SELECT {columns} FROM {table}"))).await.unwrap();
        dump.push((table, rows.iter().map(|row| row.get(0)).collect()));
    }
    dump
}

async fn dump_postgres(connection: &mut PgConnection) -> Vec<(String, Vec<String>)> {
    let mut dump = Vec::new();
    for table in connection.fetch_all(POSTGRES_TABLES).await.unwrap() {
        let table: String = table.get(0);
        let rows = format!("SELECT CAST({table} AS TEXT) FROM {table}");
        let rows = connection.fetch_all(AssertSqlSafe(rows)).await.unwrap();
        dump.push((table, rows.iter().map(|row| row.get(0)).collect()));
    }
    dump
}
