### The consent page.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

consent-title = アクセスを許可しますか？
consent-lead = { $client } があなたのアカウントの使用を求めています。
consent-signed-in = { $username } としてログイン中
consent-switch = 別のアカウントを使う場合
consent-scopes = 許可すると、次のことができるようになります:
consent-claims = 次の情報が渡されます:
consent-resources = 対象:
consent-no-scopes = 同意以外には何も求めていません。
consent-allow = 許可する
consent-deny = 拒否する
consent-destination-site = どちらを選んでも { $place } に戻ります。
consent-destination-device = どちらを選んでも、このデバイス上のプログラム（{ $place }）に戻ります。ご自身で起動した場合にのみ続行してください。
consent-destination-app = どちらを選んでも、このデバイス上のアプリ（{ $place }）に戻ります。ご自身で起動した場合にのみ続行してください。
consent-scope-claims = 内容:
