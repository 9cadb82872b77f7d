### Names of claims (OpenID Connect Core §5.1).
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

claim-name = 氏名
claim-given-name = 名
claim-family-name = 姓
claim-middle-name = ミドルネーム
claim-nickname = ニックネーム
claim-preferred-username = ユーザー名
claim-profile = プロフィールページのアドレス
claim-picture = 写真
claim-website = ウェブサイト
claim-gender = 性別
claim-birthdate = 生年月日
claim-zoneinfo = タイムゾーン
claim-locale = 言語
claim-updated-at = プロフィールの最終更新日時
claim-email = メールアドレス
claim-email-verified = メールアドレスが確認済みかどうか
claim-address = 住所
claim-phone-number = 電話番号
claim-phone-number-verified = 電話番号が確認済みかどうか
scope-openid = 本人であることを確認する
scope-profile = 名前、写真などのプロフィール情報を見る
scope-email = メールアドレスを見る
scope-address = 住所を見る
scope-phone = 電話番号を見る
scope-offline-access = 不在の間もアクセスを継続する
scope-groups = 所属グループと役割を見る
claim-groups = 所属するグループ
claim-roles = 付与されている役割
