### Signing in, and choosing an account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

login-title = ログイン
login-client = { $client } に進むには
login-device = デバイスを接続するには
login-again = この操作には、ご本人であることの再確認が必要です。
login-username = ユーザー名
login-password = パスワード
login-submit = ログイン
login-cancel = キャンセル
login-error-wrong-credentials = ユーザー名とパスワードが一致しません。両方を確認して、もう一度お試しください。
login-error-too-many-attempts = 試行回数が多すぎます。数分待ってからもう一度お試しください。
login-error-another-account = アプリケーションは、ログインしたものとは別のアカウントを求めています。そのアカウントでログインするか、キャンセルしてください。
login-error-expired = このページは長時間開かれたままでした。もう一度ログインしてください。
login-error-busy = 現在パスワードを確認できません。しばらくしてからもう一度お試しください。
select-title = アカウントを選択
select-continue = { $username } として続行
select-other = 別のアカウントを使用
