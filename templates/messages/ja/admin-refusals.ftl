### The console's pages about refused requests.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-nav-refusals = 拒否
admin-refusals-lead = 拒否されたリクエストにはそれぞれ ID があり、アプリケーションに通知されています。記録は7日間保存されます。
admin-refusal-title = 拒否 { $name }
admin-refusal-id = ID
admin-refusal-at = 日時
admin-refusal-rule = 規則
admin-refusal-section = 根拠
admin-refusal-error = エラーコード
admin-refusal-endpoint = エンドポイント
admin-refusal-client = クライアント
admin-refusal-no-such = 拒否 { $name } は見つかりません。7日より前のものかもしれません。
admin-refusal-find = 拒否の ID
admin-refusal-client-filter = クライアント ID
admin-refusal-mend = 対処方法
admin-refusal-difference = 相違点
admin-refusal-place = 最初に異なるのは { $place } 文字目です。
admin-refusal-received = 受信した値
admin-refusal-nearest = 最も近い値
admin-refusal-registered = 登録されている値
admin-refusal-noted = 記録された内容
admin-refusal-unknown-rule = この拒否は別のバージョンで記録されたもので、その規則はここでは不明です。
admin-refusal-kind-same = 現在登録されている値との違いはありません。その後に登録されたか、別の原因です。
admin-refusal-kind-trailing-slash = 末尾のスラッシュが片方にしかありません。
admin-refusal-kind-scheme = スキームが異なります（http と https など）。
admin-refusal-kind-case = 大文字と小文字だけが異なります。区別されます。
admin-refusal-kind-whitespace = 前後に空白または改行があります。
admin-refusal-kind-encoding = パーセントエンコーディング以外は同じです。
admin-refusal-kind-host = ホストが異なります。localhost と 127.0.0.1 は別のホストです。
admin-refusal-kind-port = ポートが異なります。
admin-refusal-kind-path = パスが異なります。
admin-refusal-kind-query = クエリが異なります。
admin-refusal-kind-fragment = 片方にフラグメントがあります。
admin-refusal-kind-other = 異なります。
