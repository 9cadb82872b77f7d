### Signing out.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

logout-title = ログアウトしますか？
logout-signed-in = { $username } としてログイン中
logout-client = { $client } がログアウトを求めています。
logout-explain = 使用中のアプリケーションから、再度ログインを求められることがあります。
logout-confirm = ログアウト
logout-cancel = ログインしたままにする
logged-out-title = ログアウトしました
logged-out-explain = ほかの人も使うコンピューターでは、ブラウザーのウィンドウもすべて閉じてください。
logged-out-client = { $client } に戻る
logged-out-home = トップページに戻る
logged-out-frame = ほかのアプリケーションからログアウトしています
