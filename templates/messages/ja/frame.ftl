### The frame around every page, and what several pages share.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

page-title-error = エラー: { $page }
footer-about = このサービスについて
new-tab = （新しいタブで開きます）
logo-alt = { $client } のロゴ
client-policy = プライバシーポリシー
client-terms = 利用規約
client-links = { $client } について
client-unverified = { $client } は自身で登録されたアプリケーションです。運営者が誰であるかは、こちらでは確認していません。信頼できる場合にのみ続行してください。
skip = 本文へ移動
nav-menu = メニュー
footer-links = このページについて
footer-support = ヘルプ
footer-privacy = プライバシー
footer-imprint = 運営者情報
language-label = 言語
language-submit = 変更
