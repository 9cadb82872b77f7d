### The console's pages about clients.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-client-added-title = { $name } を登録しました
admin-client-secret = クライアントシークレット
admin-client-kind = 種類
admin-client-redirect-uris = リダイレクト URI
admin-kind-web = ウェブアプリケーション
admin-kind-web-hint = シークレットを保管できるサーバー上で動作します。
admin-key-alg = アルゴリズム
admin-snippet-curl = シェルから
admin-snippet-postman-lead = Postman にインポートしてください。
