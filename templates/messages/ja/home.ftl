### The front page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

home-title = すべてのアプリケーションに一つのアカウント
home-lead = アプリケーションはログインのためにこのページへ案内します。アプリケーションに伝わるのは、あなたが誰で何を許可したかだけで、パスワードが渡ることはありません。
home-signed-in = { $username } としてログイン中
home-sign-in = ログイン
home-account = アカウント
home-sign-out = ログアウト
home-developers = 開発者向け
home-issuer = 発行者
home-discovery = ディスカバリー文書
home-jwks = 公開鍵 (JWKS)
home-docs = API ドキュメント
