### Mails. An empty line within a text begins a new paragraph.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

mail-greeting = { $username } 様
mail-greeting-unnamed = こんにちは。
mail-link-hint = ボタンが機能しない場合は、次のアドレスをブラウザーにコピーしてください:
mail-advice-unasked = お心当たりがない場合は、何もする必要はありません。リンクを開かなければ何も起こりません。
mail-advice-not-you = お心当たりがない場合は、すぐにパスワードを変更し、アカウントページでセッションを確認してください。
mail-sender = 送信元: { $product }、{ $issuer }
mail-fact-time = 日時
mail-fact-address = ネットワークアドレス
mail-fact-agent = ブラウザー
mail-sign-up-subject = アカウントの作成を完了してください
mail-sign-up-text = このメールアドレスで { $product } のアカウントが作成されました。
    ご本人であれば、リンク先のページで作成を完了してください。リンクは1回限り、最長24時間有効です。
mail-sign-up-action = アカウントの作成を完了
mail-account-exists-subject = すでにアカウントをお持ちです
mail-account-exists-text = { $product } で、このメールアドレスを使ったアカウントの作成が試みられました。このアドレスのアカウントはすでにあり、名前は { $username } です。
    そのアカウントでログインしてください。パスワードをお忘れの場合は、ログインページから新しく設定できます。
mail-account-exists-action = ログイン
mail-verify-email-subject = メールアドレスを確認してください
mail-verify-email-text = このメールアドレスが { $product } のアカウントのものであることを確認してください。リンクは1回限り有効です。
mail-verify-email-action = アドレスを確認
mail-reset-password-subject = 新しいパスワードの設定
mail-reset-password-text = { $product } のパスワードを忘れたとの申し出がありました。
    ご本人であれば、リンク先のページで新しいパスワードを設定できます。リンクは1回限り、短時間のみ有効です。パスワードを変更すると、すべての場所からログアウトされます。
mail-reset-password-action = 新しいパスワードを設定
mail-change-email-subject = 新しいメールアドレスを確認してください
mail-change-email-text = { $product } のアカウントにこのメールアドレスを設定します。ログイン中のブラウザーで確認してください。リンクは1回限り、短時間のみ有効です。
mail-change-email-action = アドレスを確認
mail-new-sign-in-subject = アカウントへの新しいログイン
mail-new-sign-in-text = { $product } のアカウントに、これまでにないブラウザーからログインがありました。
mail-password-changed-subject = パスワードが変更されました
mail-password-changed-text = { $product } のアカウントのパスワードが変更されました。
mail-email-changed-subject = メールアドレスが変更されました
mail-email-changed-text = { $product } のアカウントのメールアドレスが変更されました。今後のメールは新しいアドレスに送信されます。
mail-factor-added-subject = 第二要素が追加されました
mail-factor-added-text = { $product } のアカウントは、ログイン時に第二要素を求めるようになりました。
mail-factor-removed-subject = 第二要素が削除されました
mail-factor-removed-text = { $product } のアカウントから第二要素が削除されました。
mail-passkey-added-subject = パスキーが追加されました
mail-passkey-added-text = パスキー「{ $name }」が { $product } のアカウントに追加されました。ログインに使用できます。
mail-passkey-removed-subject = パスキーが削除されました
mail-passkey-removed-text = パスキー「{ $name }」が { $product } のアカウントから削除されました。
mail-recovery-code-used-subject = リカバリーコードが使用されました
mail-recovery-code-used-text = { $product } のアカウントにリカバリーコードでログインがありました。このコードは再び使えません。
