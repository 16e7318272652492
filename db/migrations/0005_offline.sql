CREATE TABLE `device_entry` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`received_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `device_entry_person` ON `device_entry` (`person_id`);--> statement-breakpoint
CREATE INDEX `device_entry_received` ON `device_entry` (`received_at`);