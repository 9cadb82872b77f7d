### The second factor: codes of an authenticator app, recovery codes, remembered browsers.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

code-title = コードを入力
code-label = コード
code-hint = 認証アプリに現在表示されている6桁の数字、またはリカバリーコードのいずれか。
code-remember = このブラウザーでは { $days } 日間確認しない
code-submit = 続行
code-person = { $username } としてログインしています。
code-error-wrong = このコードは誤っているか、使用済みです。次のコードを待って、もう一度お試しください。
code-error-too-many-attempts = 試行回数が多すぎます。数分待ってからもう一度お試しください。
enrol-title = 2段階ログインの設定
enrol-lead = 設定後は、パスワードと認証アプリのコードでログインします。
enrol-required = このアカウントには第2段階が必要です。続行するには設定してください。
enrol-scan = スマートフォンの認証アプリで画像を読み取るか、キーを入力してください。
enrol-enter = アプリに表示された6桁の数字を入力してください。
enrol-picture = 認証アプリ用のキーの画像
enrol-secret = 文字で表したキー:
enrol-code = アプリのコード
enrol-submit = 有効にする
enrol-error = このコードは上のキーと一致しません。スマートフォンの時刻が正しいか確認し、次のコードをお試しください。
recovery-title = リカバリーコード
recovery-lead = これらのコードを安全な場所に保管してください。表示は今回限りです。
recovery-explain = アプリが使えなくなったときに、それぞれ1回だけアプリのコードの代わりに使えます。
recovery-continue = 保管しました
factors-title = 2段階ログイン
factors-app = 認証アプリ
factors-since = { $day } に設定されました。
factors-remove = 2段階ログインを無効にする
factors-recovery = { $count ->
    [0] リカバリーコードは残っていません。
   *[other] リカバリーコードは残り { $count } 個です。
    }
factors-renew = リカバリーコードを再発行
factors-browsers = 記憶しているブラウザー
factors-remembered = { $count } 個のブラウザーではコードの入力を求めません。
factors-forget = すべてのブラウザーで再び確認する
factors-manage = 管理
logout-one = { $username } をログアウト
logout-all = すべてのアカウントからログアウト
