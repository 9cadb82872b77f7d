### The account pages.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

account-nav = アカウント
account-nav-overview = 概要
account-nav-profile = プロフィール
account-nav-passkeys = パスキー
account-nav-authenticator = 認証アプリ
account-nav-recovery-codes = リカバリーコード
account-nav-password = パスワード
account-nav-email = メールアドレス
account-nav-devices = デバイス
account-nav-applications = アプリケーション
account-nav-events = セキュリティイベント
account-nav-data = データ
account-title = アカウント
account-lead = { $username } としてログインしています。
account-profile = プロフィール
account-username = ユーザー名
account-name = 名前
account-email = メールアドレス
account-email-verified = 確認済み
account-email-unverified = 未確認
account-sessions = 有効なセッション
account-apps = 連携中のアプリケーション
account-no-apps = アカウントにアクセスできるアプリケーションはありません。
account-open = { $client } へ移動
account-disconnect = 連携を解除
account-disconnect-explain = 連携を解除したアプリケーションはログアウトされ、再びアクセスの許可を求める必要があります。
account-sign-out = ログアウト
