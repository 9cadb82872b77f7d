### Refusals.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

error-title-request = このリクエストは受け付けられません
error-title-not-found = ページが見つかりません
error-title-forbidden = このページは表示できません
error-title-expired = このページは期限切れです
error-title-busy = 混み合っています
error-title-server = サーバー側で問題が発生しました
error-hint-request = アプリケーションに戻って、もう一度やり直してください。解決しない場合は、アプリケーションのサポートに下記の参照番号をお伝えください。
error-hint-not-found = アドレスを確認するか、元のアプリケーションからやり直してください。
error-hint-forbidden = ログインしていますが、このアカウントでは表示できません。別のアカウントを使うにはログアウトしてください。
error-hint-expired = アプリケーションに戻って、もう一度やり直してください。Cookieを許可する必要があります。
error-hint-busy = しばらく待ってから、もう一度お試しください。
error-hint-server = しばらくしてからもう一度お試しください。繰り返し発生する場合は、管理者に下記の参照番号をお伝えください。
error-back = { $product } へ移動
error-details = 詳細
error-code = エラー
error-id = 参照番号
error-explanation = 管理者向け
error-section = 規則
error-mend = 開発者向け
