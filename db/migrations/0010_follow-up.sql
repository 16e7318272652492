CREATE TABLE `activation_stop` (
	`person_id` text PRIMARY KEY NOT NULL,
	`stopped_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
DROP INDEX `commitment_sponsor_token_hash_unique`;--> statement-breakpoint
ALTER TABLE `commitment` ADD `letter` text;--> statement-breakpoint
ALTER TABLE `commitment` DROP COLUMN `sponsor_token_hash`;