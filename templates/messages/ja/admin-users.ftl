### The console's pages about people.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-user-title = ユーザー { $name }
admin-user-username = ユーザー名
admin-user-username-hint = ログインに使用します。後から変更できません。
admin-user-name = 氏名
admin-user-email = メールアドレス
admin-user-admin = 管理者
admin-user-admin-hint = このコンソールのすべての機能を使用できます。
admin-user-subject = サブジェクト
admin-user-profile = プロフィール
admin-user-add = ユーザーを追加
admin-user-add-lead = アカウントはすぐに使用できます。
admin-user-search = ユーザー名またはメールアドレス
admin-user-remove-title = ユーザー { $name } を削除しますか？
admin-user-remove-consequence = アカウント、ログイン方法、許可した内容はすべて完全に削除されます。セッションとトークンは直ちに無効になります。
admin-sessions-lead = それぞれが一つのブラウザーでのログインです。終了すると、そのブラウザーからログアウトされます。
