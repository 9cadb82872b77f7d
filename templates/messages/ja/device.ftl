### Connecting a device (RFC 8628).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

device-title = デバイスを接続
device-lead = デバイスに表示されているコードを入力してください。
device-filled = デバイスにこのコードが表示されていますか？一文字ずつ確認してから続行してください。
device-code = コード
device-hint = 8文字の英字です。大文字・小文字、空白、ハイフンは区別されません。
device-submit = 続行
device-signed-in = { $username } としてログイン中
device-error-unknown = このコードのデバイスはありません。デバイスの表示を確認して、もう一度お試しください。
device-error-expired = このコードは期限切れです。デバイスでやり直すと、新しいコードが表示されます。
device-error-answered = このコードは使用済みです。デバイスがまだ待機している場合は、デバイスでやり直すと新しいコードが表示されます。
device-error-too-many-attempts = 誤ったコードの入力が多すぎます。数分待ってからもう一度お試しください。
device-consent-title = このデバイスを接続しますか？
device-consent-lead = 別のデバイスの { $client } があなたのアカウントの使用を求めています。
device-warning = 目の前のデバイスでご自身が始めた場合にのみ続行してください。
device-warning-more = コードやこのリンクを誰かから受け取った場合は「拒否する」を選んでください。その人があなたのアカウントに入れてしまいます。
device-fact-code = コード
device-fact-when = リクエスト日時
device-fact-address = 送信元アドレス
device-when-now = 1分以内
device-when-one = 1分前
device-when-minutes = { $minutes } 分前
device-allowed-title = デバイスを接続しました
device-allowed-lead = { $client } がアカウントを使えるようになりました。
device-allowed-explain = デバイスにお戻りください。数秒後に自動的に続行されます。このページは閉じてかまいません。
device-denied-title = アクセスを拒否しました
device-denied-lead = { $client } には何も渡されていません。
device-denied-explain = 数秒後にデバイスへ通知されます。このページは閉じてかまいません。
