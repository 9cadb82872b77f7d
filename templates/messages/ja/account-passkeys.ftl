### Passkeys, on the sign-in page and among the pages of one's account.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

passkeys-title = パスキー
passkeys-lead = パスワードの代わりに、指紋、顔、PIN、セキュリティキーでログインできます。
passkeys-none = パスキーはまだありません。
passkeys-created = 追加日時
passkeys-used = 最終使用日時
passkeys-unused = 未使用
passkeys-name = 名前
passkeys-rename = 名前を変更
passkeys-remove = 削除
passkeys-add = パスキーを追加
passkeys-add-submit = パスキーを追加
passkeys-script = パスキーの追加には JavaScript が必要です。
passkeys-problem = ブラウザーでパスキーを作成できませんでした。もう一度試すか、別のデバイスをお使いください。
passkeys-sign-in = パスキーを追加するには、もう一度ログインしてください
passkeys-error-not-added = パスキーは追加されませんでした。ページが長く開かれていた可能性があります。もう一度お試しください。
passkeys-error-not-removed = このパスキーはすでに存在しないか、唯一のログイン手段です。先にパスワードを設定してください。
passkeys-error-not-renamed = 名前は変更されませんでした。名前を入力してください。
login-passkey = パスキーを使用
login-passkey-problem = ブラウザーからパスキーが得られませんでした。もう一度試すか、パスワードをお使いください。
login-error-passkey = このパスキーは受け付けられませんでした。もう一度試すか、パスワードをお使いください。
